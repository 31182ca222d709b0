import {
  createAssociatedTokenAccountIdempotentInstruction,
  createCloseAccountInstruction,
  createInitializeAccount3Instruction,
  TOKEN_PROGRAM_ID,
} from '@solana/spl-token';
import { ComputeBudgetProgram, Keypair, PublicKey, SystemProgram, type TransactionInstruction } from '@solana/web3.js';
import { expect, it } from 'vitest';
import type { Instruction } from '#core/ports/message.ts';
import {
  closeTokenAccount,
  createAccountWithSeed,
  createAssociatedTokenAccount,
  initializeTokenAccount,
  setComputeUnitLimit,
  setComputeUnitPrice,
  transferLamports,
} from './instructions.ts';

const key = () => Keypair.generate().publicKey;
const [a, b, c, d] = [key(), key(), key(), key()];
const [seed, lamports] = ['0190a1b2c3d47e5f8a9b0c1d2e3f4a5b', 2_039_280];
const base = { fromPubkey: a, basePubkey: a, newAccountPubkey: b, seed };

const CASES: readonly [string, Instruction, TransactionInstruction][] = [
  ['compute limit', setComputeUnitLimit(123_456), ComputeBudgetProgram.setComputeUnitLimit({ units: 123_456 })],
  [
    'compute price',
    setComputeUnitPrice(2n ** 60n + 1n),
    ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 2n ** 60n + 1n }),
  ],
  [
    'transfer',
    transferLamports(a, b, 2n ** 63n + 5n),
    SystemProgram.transfer({ fromPubkey: a, toPubkey: b, lamports: 2n ** 63n + 5n }),
  ],
  [
    'account with seed',
    createAccountWithSeed({
      base: a,
      account: b,
      seed,
      lamports: BigInt(lamports),
      space: 165,
      owner: TOKEN_PROGRAM_ID,
    }),
    SystemProgram.createAccountWithSeed({ ...base, lamports, space: 165, programId: TOKEN_PROGRAM_ID }),
  ],
  ['token account', initializeTokenAccount(a, b, c), createInitializeAccount3Instruction(a, b, c)],
  ['close', closeTokenAccount(a, b, c), createCloseAccountInstruction(a, b, c)],
  [
    'associated token account',
    createAssociatedTokenAccount(a, b, c, d),
    createAssociatedTokenAccountIdempotentInstruction(a, b, c, d),
  ],
];

/** Everything of an instruction, in the library's own terms. */
const toLibrary = ({ programId, keys, data }: Instruction) => ({
  programId: new PublicKey(programId.toBytes()).toBase58(),
  keys: keys.map((one) => ({ ...one, pubkey: new PublicKey(one.pubkey.toBytes()).toBase58() })),
  data: Buffer.from(data).toString('hex'),
});

it.each(CASES)('E-04 lays out what the library does: %s', (_name, ours, library) => {
  expect(toLibrary(ours)).toEqual(toLibrary(library));
});

it('refuses numbers that do not fit', () => {
  expect(() => setComputeUnitLimit(2 ** 32)).toThrow(RangeError);
  expect(() => setComputeUnitPrice(2n ** 64n)).toThrow(RangeError);
  expect(() => transferLamports(a, b, -1n)).toThrow(RangeError);
});
