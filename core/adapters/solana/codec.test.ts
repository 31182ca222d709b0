import { randomBytes } from 'node:crypto';
import {
  AddressLookupTableAccount,
  ComputeBudgetProgram,
  Keypair,
  SystemProgram,
  TransactionMessage,
  VersionedTransaction,
} from '@solana/web3.js';
import { describe, expect, it } from 'vitest';
import type { Address } from '#core/domain/ids.ts';
import { solanaCodec } from './codec.ts';

const [payer, wallet] = [Keypair.generate(), Keypair.generate()];
const blockhash = Keypair.generate().publicKey.toBase58();
const instructions = [
  ComputeBudgetProgram.setComputeUnitLimit({ units: 123_456 }),
  ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 2n ** 60n }),
  SystemProgram.transfer({ fromPubkey: wallet.publicKey, toPubkey: payer.publicKey, lamports: 5 }),
];
const message = () => solanaCodec.compile({ feePayer: payer.publicKey.toBase58() as Address, blockhash, instructions });

describe('Solana’s byte formats', () => {
  it('compiles and assembles what web3.js does, byte for byte', () => {
    const reference = new VersionedTransaction(
      new TransactionMessage({
        payerKey: payer.publicKey,
        recentBlockhash: blockhash,
        instructions,
      }).compileToV0Message(),
    );
    reference.sign([payer, wallet]);
    const { raw, signature } = solanaCodec.assemble(message(), reference.signatures);
    expect(Buffer.from(raw)).toEqual(Buffer.from(reference.serialize()));
    expect(VersionedTransaction.deserialize(raw).signatures).toHaveLength(2);
    expect(signature).toMatch(/^[1-9A-HJ-NP-Za-km-z]{80,90}$/);
  });

  it('reads who signs and what is offered', () => {
    expect(solanaCodec.readHead(message())).toEqual({
      feePayer: payer.publicKey.toBase58(),
      signers: [payer.publicKey.toBase58(), wallet.publicKey.toBase58()],
      blockhash,
      computeUnitLimit: 123_456,
      computeUnitPrice: 2n ** 60n,
    });
  });

  it('reads nothing from other bytes', () => {
    expect(solanaCodec.readHead(new Uint8Array(0))).toBeNull();
    expect(solanaCodec.readHead(randomBytes(200).fill(0, 0, 1))).toBeNull();
    expect(solanaCodec.readHead(message().subarray(0, 40))).toBeNull();
  });

  it('reads nothing from a message with look-up tables: what they name is not in its bytes', () => {
    const table = new AddressLookupTableAccount({
      key: Keypair.generate().publicKey,
      state: {
        deactivationSlot: 2n ** 64n - 1n,
        lastExtendedSlot: 0,
        lastExtendedSlotStartIndex: 0,
        addresses: [payer.publicKey],
      },
    });
    const compiled = new TransactionMessage({
      payerKey: wallet.publicKey,
      recentBlockhash: blockhash,
      instructions: [SystemProgram.transfer({ fromPubkey: wallet.publicKey, toPubkey: payer.publicKey, lamports: 5 })],
    }).compileToV0Message([table]);
    expect(compiled.addressTableLookups).toHaveLength(1);
    expect(solanaCodec.readHead(compiled.serialize())).toBeNull();
  });

  it('assembles nothing without a whole signature', () => {
    expect(() => solanaCodec.assemble(message(), [])).toThrow(RangeError);
    expect(() => solanaCodec.assemble(message(), [new Uint8Array(63)])).toThrow(RangeError);
  });
});
