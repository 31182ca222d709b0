import { Keypair, PublicKey, SystemProgram } from '@solana/web3.js';
import { describe, expect, it } from 'vitest';
import { isOnCurve, isSigningKey } from './curve.ts';
import type { Address } from './ids.ts';

const address = (key: PublicKey): Address => key.toBase58() as Address;
const derived = (n: number): PublicKey =>
  PublicKey.findProgramAddressSync([Buffer.from([n])], SystemProgram.programId)[0];

describe('R-04 addresses that can be a public key', () => {
  it('are those of key pairs', () => {
    const all = Array.from({ length: 20 }, () => isOnCurve(address(Keypair.generate().publicKey)));
    expect(all).toEqual(Array(20).fill(true));
  });

  it('are not those derived for programs', () => {
    const all = Array.from({ length: 20 }, (_, n) => isOnCurve(address(derived(n))));
    expect(all).toEqual(Array(20).fill(false));
  });

  it('agrees with web3.js on any 32 bytes', () => {
    for (let n = 0; n < 100; n += 1) {
      const key = new PublicKey(Keypair.generate().publicKey.toBytes().reverse());
      expect(isOnCurve(address(key)), key.toBase58()).toBe(PublicKey.isOnCurve(key.toBytes()));
    }
  });
});

/** Little-endian, with the sign of x. */
const encoded = (y: bigint, sign = 0): Address => {
  const bytes = Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();
  bytes[31] = (bytes[31] ?? 0) | (sign << 7);
  return address(new PublicKey(bytes));
};

describe('A-11 addresses whose signatures prove something', () => {
  const P = (1n << 255n) - 19n;
  const ORDER_8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022n;

  it('are those of key pairs', () => {
    const all = Array.from({ length: 20 }, () => isSigningKey(address(Keypair.generate().publicKey)));
    expect(all).toEqual(Array(20).fill(true));
  });

  it.each([
    ['the system program, of order 4', encoded(0n)],
    ['order 4, other sign', encoded(0n, 1)],
    ['the neutral element', encoded(1n)],
    ['order 2', encoded(P - 1n)],
    ['order 8', encoded(ORDER_8)],
    ['order 8, other sign', encoded(ORDER_8, 1)],
    ['order 8, below', encoded(P - ORDER_8)],
    ['order 4, written with y = p', encoded(P)],
    ['the neutral element, written with y = p + 1', encoded(P + 1n)],
    ['a program', address(derived(0))],
  ])('are not %s', (_what, text) => expect(isSigningKey(text)).toBe(false));
});
