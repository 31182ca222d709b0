/** What the execution machine works with: ports alone, so that it runs the same in a simulation. Made in the worker's composition root. */
import type { IntentPolicies } from '#core/contracts/queues.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { ClaimStore } from '#core/ports/claim-store.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { EventBus } from '#core/ports/event-bus.ts';
import type { Log } from '#core/ports/log.ts';
import type { CompileMessage } from '#core/ports/message.ts';
import type { Queue } from '#core/ports/queue.ts';
import type { ScanStore } from '#core/ports/scan-store.ts';
import type { Sender } from '#core/ports/sender.ts';
import type { Signer } from '#core/ports/signer.ts';
import type { TrackingStore } from '#core/ports/tracking-store.ts';
import type { Transfers } from '#core/ports/transfers.ts';
import type { Venue } from '#core/ports/venue.ts';
import type { Database, Schedule } from '#core/store/db.ts';
import type { BlockhashCache } from './blockhash-cache.ts';
import type { ComputeBudgets } from './compute-budgets.ts';

/** Makes an id that was never used. */
export type NewId = <Id extends string>() => Id;

export interface MachineDeps {
  readonly claims: ClaimStore;
  readonly tracking: TrackingStore;
  readonly scans: ScanStore;
  readonly chain: Chain;
  readonly queue: Queue;
  readonly bus: EventBus;
  readonly sender: Sender;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
}

export interface TradeDeps extends MachineDeps {
  readonly signer: Signer;
  /** By its id. */
  readonly venues: ReadonlyMap<string, Venue>;
  readonly transfers: Transfers;
  readonly compile: CompileMessage;
  readonly blockhashes: BlockhashCache;
  readonly budgets: ComputeBudgets;
  /** Default: the catalogue's. */
  readonly policies?: IntentPolicies;
}

/** What works beside the machine, straight on Postgres: making due work, following ledgers, ending runs. */
export interface DatabaseDeps {
  readonly db: Database;
  /** What is due, in all organisations. */
  readonly schedule: Schedule;
  readonly chain: Chain;
  readonly queue: Queue;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** Default: the catalogue's. */
  readonly policies?: IntentPolicies;
}
