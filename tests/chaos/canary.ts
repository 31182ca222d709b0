/** One of the run's wallets has a key that we know, so that it can be looked for when the run is over (W-03). */
import { Keypair } from '@solana/web3.js';
import type { ApiClient } from '#client/api-client.ts';
import {
  type AuthPayloadPartsFragment,
  ImportWalletDocument,
  SignerKeyDocument,
} from '#client/generated/operations.ts';
import { sealKey } from '#core/adapters/vault/seal.ts';
import type { Address, UserId } from '#core/domain/ids.ts';
import { keyNeedles, search } from '../support/canary.ts';
import { files, redisKeys, tables } from '../support/leak-places.ts';
import type { ChaosStack } from './stack.ts';

/** Imports a wallet of ours, sealed as any client does it. */
export async function importCanary(api: ApiClient, { viewer }: AuthPayloadPartsFragment): Promise<Keypair> {
  const canary = Keypair.generate();
  const { signerKey } = await api.run(SignerKeyDocument, {});
  const to = {
    keyId: signerKey.keyId,
    publicKey: Buffer.from(signerKey.publicKey, 'base64'),
    userId: viewer.user.id as UserId,
    address: canary.publicKey.toBase58() as Address,
  };
  const sealedKey = Buffer.from(sealKey(to, canary.secretKey)).toString('base64');
  const input = { label: 'Canary', address: to.address, sealedKey, idempotencyKey: crypto.randomUUID() };
  await api.run(ImportWalletDocument, { input });
  return canary;
}

/** What files that are no places for keys: the chain is another's, Postgres' files are its tables. */
const PASSED_OVER = ['postgres/', 'chain/'];

/** Where the canary's key lies and should not, in sentences. */
export async function findLeaks(stack: ChaosStack, canary: Keypair): Promise<string[]> {
  const needles = keyNeedles('the canary’s key', canary.secretKey);
  const places = [
    ...files(stack.folder.path, PASSED_OVER),
    ...(await tables(stack.superuserUrl)),
    ...(await redisKeys(stack.redis.url)),
  ];
  const leaks = places.flatMap(({ where, hay }) => search(where, hay, needles));
  return leaks.map(({ where, of, form }) => `${of} lies in ${where}: ${form}`);
}
