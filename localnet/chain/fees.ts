import type { WireMessage } from './wire-transaction.ts';

/** Lamports per signature; the base fee. */
export const LAMPORTS_PER_SIGNATURE = 5_000n;

const MICRO_LAMPORTS_PER_LAMPORT = 1_000_000n;
const MAX_COMPUTE_UNITS = 1_400_000n;
const DEFAULT_UNITS_PER_INSTRUCTION = 200_000n;
/** What a built-in program's instruction is given when no limit is asked for (SIMD-0170). */
const DEFAULT_UNITS_PER_BUILTIN = 3_000n;

const COMPUTE_BUDGET_PROGRAM = 'ComputeBudget111111111111111111111111111111';
const SET_UNIT_LIMIT = 2;
const SET_UNIT_PRICE = 3;

const BUILTIN_PROGRAMS = new Set([
  COMPUTE_BUDGET_PROGRAM,
  '11111111111111111111111111111111',
  'Vote111111111111111111111111111111111111111',
  'BPFLoaderUpgradeab1e11111111111111111111111',
  'BPFLoader1111111111111111111111111111111111',
  'BPFLoader2111111111111111111111111111111111',
  'LoaderV411111111111111111111111111111111111',
  'KeccakSecp256k11111111111111111111111111111',
  'Ed25519SigVerify111111111111111111111111111',
]);

/** Programs each of whose instructions charges the base fee once more per signature it verifies. */
const SIGNATURE_PROGRAMS = new Set([
  'KeccakSecp256k11111111111111111111111111111',
  'Ed25519SigVerify111111111111111111111111111',
  'Secp256r1SigVerify1111111111111111111111111',
]);

/** The compute unit price a message bids, in micro-lamports per unit. */
export function unitPrice(message: WireMessage): bigint {
  return budgetOf(message).price;
}

/** Lamports the message costs if it lands: base fee for every signature, and the priority fee rounded up. */
export function feeOf(message: WireMessage): bigint {
  const { limit, price } = budgetOf(message);
  const priority = (limit * price + MICRO_LAMPORTS_PER_LAMPORT - 1n) / MICRO_LAMPORTS_PER_LAMPORT;
  return LAMPORTS_PER_SIGNATURE * BigInt(signatureCount(message)) + priority;
}

function signatureCount({ header, instructions, staticKeys }: WireMessage): number {
  const verified = instructions
    .filter(({ programIdIndex }) => SIGNATURE_PROGRAMS.has(staticKeys[programIdIndex] ?? ''))
    .reduce((sum, { data }) => sum + (data[0] ?? 0), 0);
  return header.numRequiredSignatures + verified;
}

function budgetOf({ instructions, staticKeys }: WireMessage): { limit: bigint; price: bigint } {
  let price = 0n;
  let asked: bigint | undefined;
  let fallback = 0n;
  for (const { programIdIndex, data } of instructions) {
    const program = staticKeys[programIdIndex] ?? '';
    fallback += BUILTIN_PROGRAMS.has(program) ? DEFAULT_UNITS_PER_BUILTIN : DEFAULT_UNITS_PER_INSTRUCTION;
    if (program !== COMPUTE_BUDGET_PROGRAM) continue;
    if (data[0] === SET_UNIT_LIMIT && data.length >= 5) asked = BigInt(data.readUInt32LE(1));
    if (data[0] === SET_UNIT_PRICE && data.length >= 9) price = data.readBigUInt64LE(1);
  }
  const limit = asked ?? fallback;
  return { limit: limit > MAX_COMPUTE_UNITS ? MAX_COMPUTE_UNITS : limit, price };
}
