/** Batches the reads of one request, so that a page of campaigns costs one query for all their tokens (PF-02). */
import DataLoader from 'dataloader';
import type { Run } from '#core/domain/campaign/run.ts';
import { appError } from '#core/domain/errors.ts';
import type { CampaignId } from '#core/domain/ids.ts';
import type { NamedPool } from '#core/domain/pool.ts';
import type { Wallet } from '#core/domain/wallet.ts';
import type { ServerRuntime } from '#core/runtime/server.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { getCampaigns } from '#core/usecases/campaign/get-campaign.ts';
import { getLastSeqs } from '#core/usecases/campaign/list-events.ts';
import { getPools } from '#core/usecases/pool/get-pools.ts';
import { readPoolReserves } from '#core/usecases/pool/read-pool-reserves.ts';
import { getRuns } from '#core/usecases/run/get-run.ts';
import { listExecutions } from '#core/usecases/run/list-executions.ts';
import { listFills } from '#core/usecases/run/list-fills.ts';
import { listRuns } from '#core/usecases/run/list-runs.ts';
import { summariseRuns } from '#core/usecases/run/summarise-runs.ts';
import { getTokens } from '#core/usecases/token/get-tokens.ts';
import { getWallets } from '#core/usecases/wallet/get-wallet.ts';
import { readBalances } from '#core/usecases/wallet/read-balances.ts';
import { readLedgers } from '#core/usecases/wallet/read-ledgers.ts';
import { pageLoader } from './page-loader.ts';

interface Identified {
  readonly id: string;
}

/** Loads rows by id; what the organisation does not have is NOT_FOUND. */
const rowsById = <Row extends Identified>(what: string, read: (ids: readonly string[]) => Promise<readonly Row[]>) =>
  new DataLoader<string, Row>(async (ids) => {
    const rows = new Map((await read(ids)).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id) ?? appError('NOT_FOUND', { what }));
  });

/** Loads what belongs to rows already read; null where there is nothing for one. */
const extraOf = <Row extends Identified, Extra>(
  read: (rows: readonly Row[]) => Promise<ReadonlyMap<Row['id'], Extra>>,
) =>
  new DataLoader<Row, Extra | null, string>(
    async (rows) => {
      const extras = await read(rows);
      return rows.map((row) => extras.get(row.id) ?? null);
    },
    { cacheKeyFn: ({ id }) => id },
  );

export const createLoaders = (runtime: ServerRuntime, caller: Caller) => ({
  wallet: rowsById('wallet', (ids) => getWallets(runtime, caller, ids)),
  token: rowsById('token', (ids) => getTokens(runtime, caller, ids)),
  pool: rowsById('pool', (ids) => getPools(runtime, caller, ids)),
  campaign: rowsById('campaign', (ids) => getCampaigns(runtime, caller, ids)),
  run: rowsById('run', (ids) => getRuns(runtime, caller, ids)),
  balances: extraOf((wallets: readonly Wallet[]) => readBalances(runtime, caller, wallets)),
  ledgers: extraOf((wallets: readonly Wallet[]) => readLedgers(runtime, caller, wallets)),
  reserves: extraOf((pools: readonly NamedPool[]) => readPoolReserves(runtime, pools)),
  summary: extraOf((runs: readonly Run[]) => summariseRuns(runtime, caller, runs)),
  lastSeq: new DataLoader<CampaignId, bigint>(async (ids) => {
    const seqs = await getLastSeqs(runtime, caller, ids);
    return ids.map((id) => seqs.get(id) ?? 0n);
  }),
  runs: pageLoader((ids, page) => listRuns(runtime, caller, ids, page)),
  fills: pageLoader((ids, page) => listFills(runtime, caller, ids, page)),
  executions: pageLoader((ids, page) => listExecutions(runtime, caller, ids, page)),
});

export type Loaders = ReturnType<typeof createLoaders>;
