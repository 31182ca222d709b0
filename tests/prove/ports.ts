/** The ports of one process: the machine on one side, the world on the other, and the schedule in between. */
import { GENESIS } from '#core/domain/clusters.ts';
import { appError } from '#core/domain/errors.ts';
import { usesJito, usesRpc } from '#core/domain/execution/route.ts';
import type { GenesisHash } from '#core/domain/ids.ts';
import { max } from '#core/domain/money.ts';
import type { Chain, ChainEndpoint, EndpointStatus, Heights } from '#core/ports/chain.ts';
import type { ClaimStore } from '#core/ports/claim-store.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { EventBus } from '#core/ports/event-bus.ts';
import type { Log } from '#core/ports/log.ts';
import type { Queue } from '#core/ports/queue.ts';
import type { ScanStore } from '#core/ports/scan-store.ts';
import type { Outgoing, Sender } from '#core/ports/sender.ts';
import type { SigningStore } from '#core/ports/signing-store.ts';
import type { TrackingStore } from '#core/ports/tracking-store.ts';
import { SimEndpoint, type Voice } from './endpoint.ts';
import type { JobBox } from './job-box.ts';
import type { Process, Scheduler } from './scheduler.ts';
import * as claims from './stores/claims.ts';
import type { Database } from './stores/rows.ts';
import * as scans from './stores/scans.ts';
import * as signing from './stores/signing.ts';
import * as tracking from './stores/tracking.ts';

const ignore = (): void => undefined;
export const silentLog: Log = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  child: () => silentLog,
};

export const silentBus: EventBus = {
  wake: ignore,
  listen: () => Promise.resolve(ignore),
  close: () => Promise.resolve(),
};

export class SimClock implements Clock {
  readonly #scheduler: Scheduler;
  readonly #process: Process;

  constructor(scheduler: Scheduler, process: Process) {
    this.#scheduler = scheduler;
    this.#process = process;
  }

  now(): Date {
    return new Date(this.#scheduler.now);
  }

  ticks(): number {
    return this.#scheduler.now;
  }

  async wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const waited = this.#scheduler.call(this.#process, 'clock.wait', ignore, milliseconds);
    if (signal === undefined) return waited;
    return Promise.race([
      waited,
      new Promise<void>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
    ]);
  }
}

const higher = (a: Heights, b: Heights): Heights => ({
  slot: max(a.slot, b.slot),
  blockHeight: max(a.blockHeight, b.blockHeight),
});

const NOWHERE: Heights = { slot: 0n, blockHeight: 0n };

export class SimPool implements Chain {
  readonly genesisHash = GENESIS.local as GenesisHash;
  readonly quorum: number;
  readonly #endpoints: readonly SimEndpoint[];

  constructor(scheduler: Scheduler, process: Process, voices: readonly Voice[]) {
    this.#endpoints = voices.map((voice) => new SimEndpoint(scheduler, process, voice));
    this.quorum = Math.min(2, voices.length);
  }

  best(): ChainEndpoint {
    const [first, ...others] = this.#endpoints;
    if (first === undefined) throw appError('CHAIN_UNAVAILABLE', {});
    return others.reduce((best, one) => (one.highest.slot > best.highest.slot ? one : best), first);
  }

  async read<T>(work: (endpoint: ChainEndpoint) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const best = this.best();
    try {
      return await work(best);
    } catch (error) {
      signal?.throwIfAborted();
      const next = this.#endpoints.find((one) => one !== best);
      if (next === undefined) throw error;
      return work(next);
    }
  }

  witnesses(): readonly ChainEndpoint[] {
    return this.#endpoints;
  }

  broadcast(): never {
    throw new Error('the machine sends through its sender');
  }

  highest(): Heights {
    return this.#endpoints.map(({ highest }) => highest).reduce(higher, NOWHERE);
  }

  status(): readonly EndpointStatus[] {
    return [];
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Whoever takes signed bytes towards the chain. */
export interface Taker {
  receive(raw: Uint8Array, calm: boolean): void;
}

export class SimSender implements Sender {
  readonly #scheduler: Scheduler;
  readonly #process: Process;
  readonly #ways: { readonly nodes: readonly Taker[]; readonly blockEngine: Taker };
  readonly #judge: (raw: Uint8Array) => void;

  constructor(
    scheduler: Scheduler,
    process: Process,
    ways: { readonly nodes: readonly Taker[]; readonly blockEngine: Taker },
    judge: (raw: Uint8Array) => void,
  ) {
    this.#scheduler = scheduler;
    this.#process = process;
    this.#ways = ways;
    this.#judge = judge;
  }

  send(transactions: readonly Outgoing[]): Promise<void> {
    return this.#scheduler.call(this.#process, 'sender.send', () => {
      for (const one of transactions) this.#sendOne(one);
    });
  }

  #sendOne({ raw, route, ageMs }: Outgoing): void {
    const { nodes, blockEngine } = this.#ways;
    this.#judge(raw);
    if (usesJito(route)) blockEngine.receive(raw, this.#scheduler.calm);
    if (usesRpc(route, ageMs)) for (const node of nodes) node.receive(raw, this.#scheduler.calm);
  }
}

export const claimStore = (scheduler: Scheduler, process: Process, db: Database): ClaimStore => ({
  claim: (jobs) => scheduler.call(process, 'claims.claim', () => claims.claim(db, jobs)),
  renew: (some) => scheduler.call(process, 'claims.renew', () => claims.renew(db, some)),
  release: (some) => scheduler.call(process, 'claims.release', () => claims.release(db, some)),
  deny: (some) => scheduler.call(process, 'claims.deny', () => claims.deny(db, some)),
  liveBytes: (ids) => scheduler.call(process, 'claims.liveBytes', () => claims.liveBytes(db, ids)),
  markSent: (ids) => scheduler.call(process, 'claims.markSent', () => claims.markSent(db, ids)),
});

export const signingStore = (scheduler: Scheduler, process: Process, db: Database): SigningStore => ({
  load: (ids) => scheduler.call(process, 'signing.load', () => signing.load(db, ids)),
  sign: (scopes, decide) => scheduler.call(process, 'signing.sign', () => signing.sign(db, scopes, decide)),
  attemptsBySignature: (attempts) =>
    scheduler.call(process, 'signing.attemptsBySignature', () =>
      signing.attemptsBySignature(
        db,
        attempts.map(({ signature }) => signature),
      ),
    ),
});

export const trackingStore = (scheduler: Scheduler, process: Process, db: Database): TrackingStore => ({
  live: () => scheduler.call(process, 'tracking.live', () => tracking.live(db)),
  orders: (ids) => scheduler.call(process, 'tracking.orders', () => tracking.orders(db, ids)),
  bytes: (ids) => scheduler.call(process, 'tracking.bytes', () => tracking.bytes(db, ids)),
  markSent: (ids) => scheduler.call(process, 'tracking.markSent', () => claims.markSent(db, ids)),
  recordConfirmed: (seen) =>
    scheduler.call(process, 'tracking.recordConfirmed', () => tracking.recordConfirmed(db, seen)),
  recordLanded: (landings) =>
    scheduler.call(process, 'tracking.recordLanded', () => tracking.recordLanded(db, landings)),
  recordDead: (deaths) => scheduler.call(process, 'tracking.recordDead', () => tracking.recordDead(db, deaths)),
  markForReview: (reviews) =>
    scheduler.call(process, 'tracking.markForReview', () => tracking.markForReview(db, reviews)),
  rememberFinalized: (heights) =>
    scheduler.call(process, 'tracking.rememberFinalized', () => tracking.rememberFinalized(db, heights)),
});

export const scanStore = (scheduler: Scheduler, process: Process, db: Database): ScanStore => ({
  due: (limit) => scheduler.call(process, 'scans.due', () => scans.due(db, limit)),
  oldestDueMs: () => Promise.resolve(scans.oldestDueMs(db)),
  expirable: (limit) => scheduler.call(process, 'scans.expirable', () => scans.expirable(db, limit)),
  expire: (ids, toEvent) => scheduler.call(process, 'scans.expire', () => scans.expire(db, ids, toEvent)),
});

export const simQueue = (scheduler: Scheduler, process: Process, box: JobBox): Queue => ({
  enqueue: (_queue, intents) => scheduler.call(process, 'queue.enqueue', () => box.put(intents)),
  close: () => Promise.resolve(),
});
