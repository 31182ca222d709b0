/**
 * A transaction of the simulated chain: nine unsigned 64-bit words. It says itself which intent it is for, so that whoever judges
 * needs nothing of the machine's. Its signature is a function of its bytes, as with ed25519.
 */
import type { Address, IntentId, Signature } from '#core/domain/ids.ts';

/** Wallets by their number. */
export const walletAddress = (index: number): Address => `W${index}` as Address;
export const tokenAccount = (index: number): Address => `T${index}` as Address;
/** The one token there is. */
export const TOKEN_MINT = 'mint' as Address;
export const walletIndex = (address: string): number => Number(address.slice(1));
/** Their last byte is read as hexadecimal (tip accounts). */
export const INTENT_PREFIX = '00000000-0000-7000-8000-0000000000';
export const intentId = (index: number): IntentId => `${INTENT_PREFIX}0${index}` as IntentId;
export const intentIndex = (id: string): number => Number(id.slice(INTENT_PREFIX.length));

export interface Transaction {
  readonly intent: number;
  readonly wallet: number;
  readonly payer: number;
  /** Whether it buys tokens for SOL, or sells them. */
  readonly buys: boolean;
  readonly amountIn: bigint;
  readonly minOut: bigint;
  readonly computeUnits: bigint;
  /** Micro-lamports a compute unit. */
  readonly unitPrice: bigint;
  readonly blockhashSlot: number;
  readonly blockhashFork: number;
  /** Lamports. */
  readonly tip: bigint;
}

const WORDS = 8;

export function encodeMessage(transaction: Transaction): Uint8Array {
  const words = new BigUint64Array(WORDS);
  const { intent, wallet, payer, buys } = transaction;
  words[0] = BigInt(intent + wallet * 0x100 + payer * 0x10000 + (buys ? 0x1000000 : 0));
  words[1] = transaction.amountIn;
  words[2] = transaction.minOut;
  words[3] = transaction.computeUnits;
  words[4] = transaction.unitPrice;
  words[5] = BigInt(transaction.blockhashSlot);
  words[6] = BigInt(transaction.blockhashFork);
  words[7] = transaction.tip;
  return new Uint8Array(words.buffer);
}

/** The message inside signed bytes is read the same way: the signature follows it. */
export function decode(bytes: Uint8Array): Transaction {
  const words = new BigUint64Array(bytes.slice(0, WORDS * 8).buffer);
  const head = Number(words[0] ?? 0n);
  return {
    intent: head & 0xff,
    wallet: (head >> 8) & 0xff,
    payer: (head >> 16) & 0xff,
    buys: head >= 0x1000000,
    amountIn: words[1] ?? 0n,
    minOut: words[2] ?? 0n,
    computeUnits: words[3] ?? 0n,
    unitPrice: words[4] ?? 0n,
    blockhashSlot: Number(words[5] ?? 0n),
    blockhashFork: Number(words[6] ?? 0n),
    tip: words[7] ?? 0n,
  };
}

export function signatureOf(bytes: Uint8Array): Signature {
  let hash = 0x811c9dc5;
  for (let index = 0; index < WORDS * 8; index += 1) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  const { intent, blockhashSlot, blockhashFork } = decode(bytes);
  return `s${intent}.${blockhashSlot}.${blockhashFork}.${(hash >>> 0).toString(36)}` as Signature;
}

/** Signed bytes: the message, and a word that stands for the signature. */
export function sign(message: Uint8Array): Uint8Array {
  const raw = new Uint8Array(message.length + 8);
  raw.set(message);
  raw[message.length] = 1;
  return raw;
}

export const isSigned = (bytes: Uint8Array): boolean => bytes.length === (WORDS + 1) * 8;

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
