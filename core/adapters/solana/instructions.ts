/**
 * Instructions of Solana's own programs, laid out by hand: the libraries' builders cost more than all the rest of a transaction.
 * instructions.test.ts holds each against the library's, byte for byte.
 */
import { ASSOCIATED_TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from '@solana/spl-token';
import { ComputeBudgetProgram, type PublicKey, SystemProgram } from '@solana/web3.js';
import type { Instruction, Key } from '#core/ports/message.ts';
import { KEY_BYTES, keyFrom } from './key.ts';

export const programKey = (program: PublicKey): Key => keyFrom(program.toBytes());

const SYSTEM = programKey(SystemProgram.programId);
const COMPUTE_BUDGET = programKey(ComputeBudgetProgram.programId);
export const TOKEN = programKey(TOKEN_PROGRAM_ID);
export const TOKEN_2022 = programKey(TOKEN_2022_PROGRAM_ID);
const ASSOCIATED_TOKEN = programKey(ASSOCIATED_TOKEN_PROGRAM_ID);

type Account = Instruction['keys'][number];

export const readOnly = (pubkey: Key): Account => ({ pubkey, isSigner: false, isWritable: false });
export const writable = (pubkey: Key): Account => ({ pubkey, isSigner: false, isWritable: true });
export const signer = (pubkey: Key): Account => ({ pubkey, isSigner: true, isWritable: false });
const payer = (pubkey: Key): Account => ({ pubkey, isSigner: true, isWritable: true });

/** `SetComputeUnitLimit` (solana-compute-budget-interface). @throws RangeError beyond 32 bits */
export function setComputeUnitLimit(units: number): Instruction {
  const data = Buffer.allocUnsafe(5);
  data.writeUInt8(2, 0);
  data.writeUInt32LE(units, 1);
  return { programId: COMPUTE_BUDGET, keys: [], data };
}

/** `SetComputeUnitPrice`, in micro-lamports. @throws RangeError beyond 64 bits */
export function setComputeUnitPrice(microLamports: bigint): Instruction {
  const data = Buffer.allocUnsafe(9);
  data.writeUInt8(3, 0);
  data.writeBigUInt64LE(microLamports, 1);
  return { programId: COMPUTE_BUDGET, keys: [], data };
}

/** `SystemInstruction::Transfer`. @throws RangeError beyond 64 bits */
export function transferLamports(from: Key, to: Key, lamports: bigint): Instruction {
  const data = Buffer.allocUnsafe(12);
  data.writeUInt32LE(2, 0);
  data.writeBigUInt64LE(lamports, 4);
  return { programId: SYSTEM, keys: [payer(from), writable(to)], data };
}

export interface SeededAccount {
  /** Pays, and is the base of the address. */
  readonly base: Key;
  readonly account: Key;
  /** ASCII, at most 32 characters. */
  readonly seed: string;
  readonly lamports: bigint;
  /** Bytes. */
  readonly space: number;
  readonly owner: Key;
}

/** `SystemInstruction::CreateAccountWithSeed`; the seed's length is 64 bits (bincode). */
export function createAccountWithSeed({ base, account, seed, lamports, space, owner }: SeededAccount): Instruction {
  const afterSeed = 4 + KEY_BYTES + 8 + seed.length;
  const data = Buffer.allocUnsafe(afterSeed + 16 + KEY_BYTES);
  data.writeUInt32LE(3, 0);
  data.set(base.toBytes(), 4);
  data.writeBigUInt64LE(BigInt(seed.length), 4 + KEY_BYTES);
  data.write(seed, 4 + KEY_BYTES + 8, 'latin1');
  data.writeBigUInt64LE(lamports, afterSeed);
  data.writeBigUInt64LE(BigInt(space), afterSeed + 8);
  data.set(owner.toBytes(), afterSeed + 16);
  return { programId: SYSTEM, keys: [payer(base), writable(account)], data };
}

/** `TokenInstruction::InitializeAccount3`. */
export function initializeTokenAccount(account: Key, mint: Key, owner: Key): Instruction {
  const data = Buffer.allocUnsafe(1 + KEY_BYTES);
  data.writeUInt8(18, 0);
  data.set(owner.toBytes(), 1);
  return { programId: TOKEN, keys: [writable(account), readOnly(mint)], data };
}

/** `TokenInstruction::CloseAccount`: its lamports go to `to`. */
export const closeTokenAccount = (account: Key, to: Key, owner: Key): Instruction => ({
  ...{ programId: TOKEN, keys: [writable(account), writable(to), signer(owner)], data: Buffer.of(9) },
});

/** `AssociatedTokenAccountInstruction::CreateIdempotent`; `program` is the mint's. */
export const createAssociatedTokenAccount = (
  from: Key,
  account: Key,
  owner: Key,
  mint: Key,
  program: Key = TOKEN,
): Instruction => ({
  programId: ASSOCIATED_TOKEN,
  keys: [payer(from), writable(account), readOnly(owner), readOnly(mint), readOnly(SYSTEM), readOnly(program)],
  data: Buffer.of(1),
});

export interface CheckedTransfer {
  readonly program: Key;
  readonly source: Key;
  readonly mint: Key;
  readonly destination: Key;
  readonly owner: Key;
  readonly amount: bigint;
  readonly decimals: number;
}

/** `TokenInstruction::TransferChecked`. @throws RangeError beyond 64 bits */
export function transferChecked(transfer: CheckedTransfer): Instruction {
  const { program, source, mint, destination, owner, amount, decimals } = transfer;
  const data = Buffer.allocUnsafe(10);
  data.writeUInt8(12, 0);
  data.writeBigUInt64LE(amount, 1);
  data.writeUInt8(decimals, 9);
  return { programId: program, keys: [writable(source), readOnly(mint), writable(destination), signer(owner)], data };
}
