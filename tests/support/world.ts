/** Everything a use case may be given: a cloned database under the application's role, the real local chain, a fake signer. */
import { Connection, PublicKey } from '@solana/web3.js';
import { expect } from 'vitest';
import { createChain } from '#core/adapters/solana/chain.ts';
import { createTokenReader } from '#core/adapters/solana/mint.ts';
import { raydiumVenue } from '#core/adapters/venues/raydium/raydium-venue.ts';
import type { Address } from '#core/domain/ids.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Signer } from '#core/ports/signer.ts';
import type { TokenReader } from '#core/ports/token-reader.ts';
import type { Venue } from '#core/ports/venue.ts';
import { type Database, openDatabase, openSchedule, type Schedule } from '#core/store/db.ts';
import { newId } from '#core/store/new-id.ts';
import { createOwners, type Owners } from '#core/store/owners.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { JitoTerms } from '#core/usecases/campaign/parse-route.ts';
import type { Localnet, LocalnetOptions } from '../../localnet/start.ts';
import { createDemo } from '../../localnet/tools/demo.ts';
import { airdrop } from '../../localnet/tools/transactions.ts';
import { startTestChain } from './chain.ts';
import { cloneDatabase, type TestDatabase } from './database.ts';
import { createFakeSigner, type FakeSigner } from './fake-signer.ts';
import { openRows, type Rows } from './rows.ts';

/** The most any transaction may offer a block engine. */
export const MAX_TIP = 10_000_000n;

export interface World {
  /** The server's role. */
  readonly db: Database;
  /** The worker's. */
  readonly workerDb: Database;
  readonly schedule: Schedule;
  readonly owners: Owners;
  /** The database's addresses, one for each role. */
  readonly addresses: TestDatabase['addresses'];
  readonly rows: Rows;
  readonly chain: Chain;
  readonly venue: Venue;
  readonly tokens: TokenReader;
  readonly signer: Signer;
  readonly clock: { now(): Date };
  /** Where the local chain was started with a block engine. */
  readonly jito: JitoTerms | null;
  readonly localBlockEngine: Localnet['blockEngine'];
  /** Campaigns whose readers were woken, in order. */
  readonly woken: string[];
  readonly bus: { wake(campaignId: string): void };
  readonly connection: Connection;
  /** DRIP, and its pool against SOL. */
  readonly demo: { readonly mint: Address; readonly pool: Address };
  fund(address: Address, lamports: bigint): Promise<void>;
  close(): Promise<void>;
}

/** Takes about two seconds. The caller closes it. */
export async function createWorld(options: LocalnetOptions = {}): Promise<World & { readonly signer: FakeSigner }> {
  const [database, localnet] = await Promise.all([cloneDatabase(), startTestChain(options)]);
  const connection = new Connection(localnet.rpcUrl, 'confirmed');
  const { token, pool } = await createDemo(connection);
  // A busy machine is no silent endpoint: tests that want one bring their own.
  const chain = await createChain({ endpoints: [{ url: localnet.rpcUrl, timeoutMs: 20_000 }] });
  const open = (url: string) => openDatabase({ url, max: 10, applicationName: 'test' });
  const db = open(database.addresses.DATABASE_URL);
  const workerDb = open(database.addresses.DATABASE_WORKER_URL);
  const schedule = openSchedule({ url: database.addresses.DATABASE_SCHEDULER_URL, max: 4, applicationName: 'test' });
  const rows = openRows(database.superuserUrl);
  const woken: string[] = [];
  return {
    ...{ db, workerDb, schedule, owners: createOwners(workerDb.as(NO_TENANT)) },
    ...{ rows, chain, connection, woken, venue: raydiumVenue, addresses: database.addresses },
    tokens: createTokenReader(chain),
    signer: createFakeSigner(),
    clock: { now: () => new Date() },
    jito: localnet.blockEngine === undefined ? null : { cap: MAX_TIP },
    localBlockEngine: localnet.blockEngine,
    bus: { wake: (campaignId) => void woken.push(campaignId) },
    demo: { mint: token.mint.toBase58() as Address, pool: pool.pool.toBase58() as Address },
    fund: async (address, lamports) => void (await airdrop(connection, new PublicKey(address), lamports)),
    async close() {
      await Promise.all([db.close(), workerDb.close(), schedule.close(), rows.close(), chain.close()]);
      await Promise.all([database.drop(), localnet.stop()]);
    },
  };
}

/** An idempotency key that was never used before. */
export const newKey = (): string => newId();

/** What an AppError with this code, and at least this context, looks like. */
export const refusal = (code: string, context: Readonly<Record<string, unknown>> = {}): object =>
  expect.objectContaining({ code, context: expect.objectContaining(context) });

/** Refused with this, and not a row of any table is different afterwards. */
export async function expectRefused(
  { rows }: World,
  work: () => Promise<unknown>,
  code: string,
  context: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const before = await rows.digest();
  await expect(work()).rejects.toEqual(refusal(code, context));
  expect(await rows.digest()).toBe(before);
}
