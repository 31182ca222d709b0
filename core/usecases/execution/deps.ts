/** What the execution machine works with. Made once, in the worker's composition root. */
import type { Chain } from '#core/ports/chain.ts';
import type { EventBus } from '#core/ports/event-bus.ts';
import type { Log } from '#core/ports/log.ts';
import type { CompileMessage } from '#core/ports/message.ts';
import type { Queue } from '#core/ports/queue.ts';
import type { Signer } from '#core/ports/signer.ts';
import type { Venue } from '#core/ports/venue.ts';
import type { Database } from '#core/store/db.ts';
import type { BlockhashCache } from './blockhash-cache.ts';
import type { ComputeBudgets } from './compute-budgets.ts';

export interface MachineDeps {
  readonly db: Database;
  readonly chain: Chain;
  readonly queue: Queue;
  readonly bus: EventBus;
  readonly log: Log;
}

export interface TradeDeps extends MachineDeps {
  readonly signer: Signer;
  /** By its id. */
  readonly venues: ReadonlyMap<string, Venue>;
  readonly compile: CompileMessage;
  readonly blockhashes: BlockhashCache;
  readonly budgets: ComputeBudgets;
}
