import { Keypair } from '@solana/web3.js';
import { appError } from '#core/domain/errors.ts';
import type { Address } from '#core/domain/ids.ts';
import type { Signer } from '#core/ports/signer.ts';

/** What `importWallet` refuses, as if it had been sealed to another key. */
export const UNREADABLE_SEAL = Buffer.from('sealed to somebody else');

export interface FakeSigner extends Signer {
  readonly calls: { createWallet: number };
}

/** Makes real addresses and worthless ciphertext; counts how often it was asked. */
export function createFakeSigner(): FakeSigner {
  const calls = { createWallet: 0 };
  const blob = Buffer.from('ciphertext');
  return {
    calls,
    sealingKey: async () => ({ keyId: 'test', publicKey: new Uint8Array(32) }),
    async createWallet() {
      calls.createWallet += 1;
      return { address: Keypair.generate().publicKey.toBase58() as Address, blob };
    },
    async importWallet({ address, sealedKey }) {
      if (UNREADABLE_SEAL.equals(sealedKey)) throw appError('SEAL_UNREADABLE', { field: 'sealedKey' });
      return { address, blob };
    },
    exportWallet: () => Promise.reject(appError('NOT_FOUND', { what: 'export' })),
    signIntents: async (requests) => requests.map(() => ({ kind: 'stale' })),
  };
}
