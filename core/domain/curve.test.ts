import { Keypair, PublicKey, SystemProgram } from '@solana/web3.js';
import { describe, expect, it } from 'vitest';
import { isOnCurve } from './curve.ts';
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
