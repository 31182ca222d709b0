import { Keypair, PublicKey, SystemProgram, TransactionInstruction, TransactionMessage } from '@solana/web3.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Address } from '#core/domain/ids.ts';
import { compileMessage } from './message.ts';

/** Few enough that they meet each other in all their roles. */
const KEYS = Array.from({ length: 6 }, () => Keypair.generate().publicKey);
const KEY = fc.constantFrom(...KEYS);
const INSTRUCTION = fc
  .record({
    programId: KEY,
    keys: fc.array(fc.record({ pubkey: KEY, isSigner: fc.boolean(), isWritable: fc.boolean() }), { maxLength: 8 }),
    data: fc.uint8Array({ maxLength: 150 }),
  })
  .map(({ data, ...rest }) => new TransactionInstruction({ ...rest, data: Buffer.from(data) }));

it('E-04 compiles what web3.js compiles, byte for byte', () => {
  const tip = fc.option(fc.record({ to: KEY, lamports: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }));
  const property = fc.property(
    KEY,
    KEY,
    fc.array(INSTRUCTION, { maxLength: 5 }),
    tip,
    (payer, recent, instructions, t) => {
      const recentBlockhash = recent.toBase58();
      const transfers =
        t === null ? [] : [SystemProgram.transfer({ fromPubkey: payer, toPubkey: t.to, lamports: t.lamports })];
      const library = new TransactionMessage({
        payerKey: payer,
        recentBlockhash,
        instructions: [...instructions, ...transfers],
      });
      const ours = compileMessage({
        ...{ feePayer: payer.toBase58() as Address, blockhash: recentBlockhash, instructions },
        tip: t === null ? null : { to: t.to.toBase58() as Address, lamports: t.lamports },
      });
      expect(Buffer.from(ours).toString('hex')).toBe(
        Buffer.from(library.compileToV0Message().serialize()).toString('hex'),
      );
    },
  );
  fc.assert(property, { numRuns: 200 });
});

it('refuses what does not fit a packet', () => {
  const feePayer = PublicKey.default.toBase58() as Address;
  const large = new TransactionInstruction({ programId: PublicKey.default, keys: [], data: Buffer.alloc(1_232) });
  expect(() => compileMessage({ feePayer, blockhash: feePayer, instructions: [large] })).toThrow(RangeError);
  expect(() => compileMessage({ feePayer, blockhash: 'abc', instructions: [] })).toThrow(RangeError);
});
