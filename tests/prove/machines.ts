/** The machine itself, with nothing changed in it: what each process of an installation is made of, over simulated ports. */
import type { RiskLimits } from '#core/domain/risk/view.ts';
import type { QueuedIntent } from '#core/ports/queue.ts';
import type { Signer, SignIntentOutcome, SignIntentRequest } from '#core/ports/signer.ts';
import { createBlockhashCache } from '#core/usecases/execution/blockhash-cache.ts';
import { createComputeBudgets } from '#core/usecases/execution/compute-budgets.ts';
import type { MachineDeps } from '#core/usecases/execution/deps.ts';
import { runTrades } from '#core/usecases/execution/run-trade.ts';
import { expireLate, requeueDue } from '#core/usecases/execution/scan.ts';
import { createTracker as createRealTracker } from '#core/usecases/execution/track.ts';
import { createHeightReader } from '#core/usecases/signing/heights.ts';
import { signIntents } from '#core/usecases/signing/sign-intents.ts';
import { compile, simCodec, simTransfers, simVault, simVenue } from './market.ts';
import {
  claimStore,
  SimClock,
  SimPool,
  SimSender,
  scanStore,
  signingStore,
  silentBus,
  silentLog,
  simQueue,
  trackingStore,
} from './ports.ts';
import type { Process } from './scheduler.ts';
import type { Surroundings } from './surroundings.ts';

const VENUES = new Map([[simVenue.id, simVenue]]);

const LIMITS: RiskLimits = {
  maxSlippageBps: 10_000,
  maxPoolShareBps: 10_000,
  maxLamportsPerTransaction: 10n ** 12n,
  maxPriorityFeeLamports: 10n ** 9n,
  maxTipLamports: 10n ** 9n,
};

const machineDeps = (world: Surroundings, process: Process): MachineDeps => {
  const { scheduler, db } = world;
  return {
    claims: claimStore(scheduler, process, db),
    tracking: trackingStore(scheduler, process, db),
    scans: scanStore(scheduler, process, db),
    chain: new SimPool(scheduler, process, world.voices),
    queue: simQueue(scheduler, process, world.box),
    bus: silentBus,
    sender: new SimSender(scheduler, process, world, (raw) => world.judge.sent(raw)),
    clock: new SimClock(scheduler, process),
    log: silentLog,
    newId: () => world.newId(),
  };
};

export function createWorker(
  world: Surroundings,
  process: Process,
  signer: Signer,
): (jobs: readonly QueuedIntent[], signal: AbortSignal) => Promise<unknown> {
  const deps = machineDeps(world, process);
  const trade = {
    ...deps,
    signer,
    venues: VENUES,
    transfers: simTransfers,
    compile,
    blockhashes: createBlockhashCache(deps.chain),
    budgets: createComputeBudgets(deps.chain),
  };
  return (jobs, signal) => runTrades(trade, jobs, signal);
}

export function createTracker(world: Surroundings, process: Process): (signal: AbortSignal) => Promise<unknown> {
  const tracker = createRealTracker(machineDeps(world, process));
  return (signal) => tracker.round(signal);
}

export function createScan(world: Surroundings, process: Process): (signal: AbortSignal) => Promise<unknown> {
  const deps = machineDeps(world, process);
  return async () => {
    await requeueDue(deps);
    await expireLate(deps);
  };
}

export type SignerMachine = (requests: readonly SignIntentRequest[]) => Promise<readonly SignIntentOutcome[]>;

export function createSigner(world: Surroundings, process: Process): SignerMachine {
  const { scheduler, db } = world;
  const chain = new SimPool(scheduler, process, world.voices);
  const clock = new SimClock(scheduler, process);
  const deps = {
    ...{ chain, clock, venues: VENUES, transfers: simTransfers, codec: simCodec, vault: simVault, limits: LIMITS },
    store: signingStore(scheduler, process, db),
    heights: createHeightReader(chain, clock),
    newId: <Id extends string>(): Id => world.newId<Id>(),
  };
  return (requests) => signIntents(deps, requests);
}
