/** What is asked of people before they use real money: nothing of it on the local chain. */
import { Keypair } from '@solana/web3.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GENESIS } from '#core/domain/clusters.ts';
import type { GenesisHash } from '#core/domain/ids.ts';
import { LEGAL_USE } from '#core/domain/legal-use.ts';
import type { ServerRuntime } from '#core/runtime/server.ts';
import { attestLegalUse } from '#core/usecases/account/attest-legal-use.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { verifyEmail } from '#core/usecases/account/verify-email.ts';
import { startCampaign } from '#core/usecases/campaign/start-campaign.ts';
import { createWallet } from '#core/usecases/wallet/create-wallet.ts';
import { importWallet } from '#core/usecases/wallet/import-wallet.ts';
import { plantCampaign } from '../support/campaign-row.ts';
import { type Person, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { SIGNED_IN } from '../support/signed-in.ts';
import { newKey } from '../support/world.ts';

let server: TestServer;
let devnet: ServerRuntime;
let person: Person;
let caller: Caller;
beforeAll(async () => {
  server = await startTestServer();
  devnet = { ...server.runtime, chain: { ...server.runtime.chain, genesisHash: GENESIS.devnet as GenesisHash } };
});
beforeEach(async () => {
  person = await signUpSomebody(server.url);
  const { userId, organizationId } = person;
  caller = { ...SIGNED_IN, userId, organizationId, role: 'owner', platformRole: 'user' } as unknown as Caller;
});
afterAll(() => server.stop());

/** The code of a refusal; undefined when there is none. */
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: { code: unknown }) => error.code,
  );

const make = (runtime: ServerRuntime) =>
  codeOf(createWallet(runtime, caller, { label: 'Main', idempotencyKey: newKey() }));
const take = (runtime: ServerRuntime) => {
  const [address, sealedKey] = [Keypair.generate().publicKey.toBase58(), Buffer.alloc(120, 1).toString('base64')];
  return codeOf(importWallet(runtime, caller, { label: 'Old', address, sealedKey, idempotencyKey: newKey() }));
};
const start = async (runtime: ServerRuntime) => {
  const campaignId = await plantCampaign(server.rows, person);
  return codeOf(startCampaign(runtime, caller, { campaignId, idempotencyKey: newKey() }));
};
const verify = async () => verifyEmail(devnet, await server.mails.token(person.email, 'verify-email'));
const attest = (runtime: ServerRuntime) =>
  attestLegalUse(runtime, caller, { version: LEGAL_USE.version, accepted: true }, { ip: null, userAgent: null });

describe('A-01 an unconfirmed address', () => {
  it('gets no wallet and no run on another chain than the local one', async () => {
    expect([await make(devnet), await take(devnet), await start(devnet)]).toEqual([
      'EMAIL_NOT_VERIFIED',
      'EMAIL_NOT_VERIFIED',
      'EMAIL_NOT_VERIFIED',
    ]);
    expect(
      await server.rows.select('SELECT 1 FROM wallets WHERE label <> $1 AND user_id = $2', ['Main', person.userId]),
    ).toEqual([]);
  });

  it('gets them on the local chain, and everywhere once it is confirmed', async () => {
    expect(await make(server.runtime)).toBeUndefined();
    await verify();
    expect(await make(devnet)).toBeUndefined();
    expect(await take(devnet)).not.toBe('EMAIL_NOT_VERIFIED');
  });
});

describe('A-10 the legal-use declaration', () => {
  it('is asked for before the first run on another chain than the local one', async () => {
    await verify();
    expect(await start(devnet)).toBe('ATTESTATION_REQUIRED');
    await attest(devnet);
    // The next question is the chain's, and this one does not answer.
    expect(await start(devnet)).toBe('CHAIN_UNAVAILABLE');
  });

  it('is not asked for on the local chain', async () => {
    expect(await start(server.runtime)).toBe('CHAIN_UNAVAILABLE');
  });
});
