import { Keypair } from '@solana/web3.js';
import { expect, it } from 'vitest';
import { isKeyOf } from './key-check.ts';

it('W-05 takes a key for an address’s only when its seed signs for that address', async () => {
  const [mine, other] = [Keypair.generate(), Keypair.generate()];
  const address = mine.publicKey.toBase58();
  expect(await isKeyOf(new Uint8Array(mine.secretKey), address)).toBe(true);
  expect(await isKeyOf(new Uint8Array(other.secretKey), address)).toBe(false);
  // The right address beside somebody else's seed.
  const mixed = new Uint8Array([...other.secretKey.slice(0, 32), ...mine.publicKey.toBytes()]);
  expect(await isKeyOf(mixed, address)).toBe(false);
});
