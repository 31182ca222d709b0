import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#core/adapters/clock.ts';
import { solanaCodec } from '#core/adapters/solana/codec.ts';
import { solanaTransfers } from '#core/adapters/solana/transfers.ts';
import { environmentKek } from '#core/adapters/vault/kek/environment.ts';
import { createVault } from '#core/adapters/vault/vault.ts';
import { type Database, openDatabase } from '#core/store/db.ts';
import { newId } from '#core/store/new-id.ts';
import { createOwners } from '#core/store/owners.ts';
import { createSigningStore } from '#core/store/signing-store.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { SigningDependencies } from '#core/usecases/signing/dependencies.ts';
import { createHeightReader } from '#core/usecases/signing/heights.ts';
import { signIntents } from '#core/usecases/signing/sign-intents.ts';
import { onlyOne, startTestSigner, type TestSigner } from '../support/signer.ts';
import { type Desk, dueTrade, openDesk, requestFor, SOL } from '../support/trading-desk.ts';
import { createWorld, type World } from '../support/world.ts';

describe('E-04 a COMMIT whose answer is lost', () => {
  let world: World;
  let signer: TestSigner;
  let db: Database;
  let desk: Desk;
  beforeAll(async () => {
    world = await createWorld();
    signer = await startTestSigner(world);
    db = openDatabase({ url: world.addresses.DATABASE_SIGNER_URL, max: 4, applicationName: 'test' });
    desk = await openDesk(world, signer.client, 20n * SOL);
  });
  afterAll(async () => {
    await db.close();
    await signer.stop();
    await world.close();
  });

  /** The signer's use case over a database whose transactions end as the test wants. */
  const dependencies = (transaction: Database['transaction']): SigningDependencies => ({
    store: createSigningStore({ ...db, transaction }, createOwners(db.as(NO_TENANT))),
    vault: createVault(environmentKek(signer.config.MASTER_KEYS)),
    chain: world.chain,
    heights: createHeightReader(world.chain, systemClock),
    venues: new Map([[world.venue.id, world.venue]]),
    ...{ codec: solanaCodec, transfers: solanaTransfers },
    limits: {
      maxSlippageBps: 4_000,
      maxPoolShareBps: 5_000,
      maxLamportsPerTransaction: 50n * SOL,
      maxPriorityFeeLamports: 1_000_000n,
      maxTipLamports: 1_000_000n,
    },
    clock: systemClock,
    newId,
  });
  const attempts = (id: string) =>
    world.rows.select<{ id: string }>('SELECT id FROM attempts WHERE intent_id = $1', [id]);

  it('is read back: what was stored is answered as signed', async () => {
    const trade = await dueTrade(world, desk);
    const lostAnswer: Database['transaction'] = async (scope, work) => {
      await db.transaction(scope, work);
      throw new Error('the connection was lost');
    };
    const outcome = onlyOne(await signIntents(dependencies(lostAnswer), [await requestFor(world, trade)]));
    const [stored] = await attempts(trade.id);
    expect(outcome).toMatchObject({ kind: 'signed', attemptId: stored?.id });
  });

  it('is an error when nothing is there, and the intent can be signed again', async () => {
    const trade = await dueTrade(world, desk);
    const request = await requestFor(world, trade);
    const neverCommitted: Database['transaction'] = (scope, work) =>
      db.transaction(scope, async (tx) => {
        await work(tx);
        throw new Error('the connection was lost');
      });
    await expect(signIntents(dependencies(neverCommitted), [request])).rejects.toThrow('the connection was lost');
    expect(await attempts(trade.id)).toEqual([]);
    expect(onlyOne(await signIntents(dependencies(db.transaction), [request])).kind).toBe('signed');
  });
});
