/** Everything an operator looks at first (AD-01). Whatever does not answer in time is told as away, and holds up nothing else. */
import { type JobQueueName, QUEUE_NAMES, QUEUES, type QueueName } from '#core/contracts/queues.ts';
import type { ProcessHealth } from '#core/domain/health/process.ts';
import type { Chain, EndpointStatus, Heights } from '#core/ports/chain.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { QueueDepth, QueueMonitor, RedisHealth } from '#core/ports/queue-monitor.ts';
import type { Signer } from '#core/ports/signer.ts';
import type { Database, Schedule } from '#core/store/db.ts';
import { type MachineHealth, type PostgresHealth, readMachineHealth, readPostgresHealth } from '#core/store/health.ts';
import { knownProcesses } from '#core/store/processes.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { Caller } from '../account/caller.ts';
import { requireAdmin } from '../require-admin.ts';

export interface HealthDeps {
  readonly db: Database;
  readonly schedule: Schedule;
  readonly chain: Chain;
  readonly signer: Pick<Signer, 'sealingKey'>;
  readonly monitor: QueueMonitor;
  readonly clock: Pick<Clock, 'now' | 'ticks' | 'wait'>;
}

export interface QueueHealth {
  readonly name: QueueName;
  /** In words: a job, the loop or the jobs that do it, or what it waits for. */
  readonly handledBy: string;
  readonly priority: number;
  /** Null for a queue that no jobs are taken from, and while Redis is away. */
  readonly depth: Omit<QueueDepth, 'name'> | null;
  /** Summed over the workers that are heard of. */
  readonly done: number;
  readonly failed: number;
  readonly inFlight: number;
  readonly perMinute: number;
}

export interface SystemHealth {
  readonly at: Date;
  readonly queues: readonly QueueHealth[];
  readonly processes: readonly ProcessHealth[];
  readonly endpoints: readonly EndpointStatus[];
  readonly quorum: number;
  readonly highest: Heights;
  /** Null while it does not answer, as are the next three. */
  readonly postgres: PostgresHealth | null;
  readonly machine: MachineHealth | null;
  readonly redis: RedisHealth | null;
  readonly signer: { readonly latencyMs: number } | null;
}

const PATIENCE_MS = 2_000;

/** @throws AppError FORBIDDEN */
export async function readSystemHealth(deps: HealthDeps, caller: Caller): Promise<SystemHealth> {
  requireAdmin(caller);
  const { chain, monitor, clock, schedule } = deps;
  const [postgres, machine, processes, redis, depths, signer] = await Promise.all([
    inTime(clock, readPostgresHealth(schedule)),
    inTime(clock, readMachineHealth(schedule)),
    inTime(clock, knownProcesses(deps.db.as(NO_TENANT))),
    inTime(clock, monitor.redis()),
    inTime(clock, monitor.queues()),
    inTime(clock, signerLatency(deps)),
  ]);
  return {
    ...{ at: clock.now(), postgres, machine, redis, signer, processes: processes ?? [] },
    ...{ endpoints: chain.status(), quorum: chain.quorum, highest: chain.highest() },
    queues: QUEUE_NAMES.map((name) => queueHealth(name, depths ?? [], processes ?? [])),
  };
}

async function inTime<T>(clock: HealthDeps['clock'], reading: Promise<T>): Promise<T | null> {
  const patience = new AbortController();
  const late = clock.wait(PATIENCE_MS, patience.signal).then(
    () => null,
    () => null,
  );
  const answer = reading.catch(() => null);
  return Promise.race([answer, late]).finally(() => patience.abort());
}

async function signerLatency({ signer, clock }: HealthDeps): Promise<{ latencyMs: number }> {
  const started = clock.ticks();
  await signer.sealingKey();
  return { latencyMs: clock.ticks() - started };
}

function queueHealth(name: QueueName, depths: readonly QueueDepth[], processes: readonly ProcessHealth[]): QueueHealth {
  const works = processes.flatMap(({ work }) => work[name] ?? []);
  const sum = (of: 'done' | 'failed' | 'inFlight' | 'perMinute'): number =>
    works.reduce((total, work) => total + work[of], 0);
  const depth = depths.find((one) => one.name === (name as JobQueueName)) ?? null;
  return {
    ...{ name, handledBy: handlerOf(name), priority: QUEUES[name].priority, depth },
    ...{ done: sum('done'), failed: sum('failed'), inFlight: sum('inFlight'), perMinute: sum('perMinute') },
  };
}

function handlerOf(name: QueueName): string {
  const { handled } = QUEUES[name];
  if (handled.by === 'job') return 'jobs';
  if (handled.by === 'loop') return `the ${handled.loop}, from Postgres`;
  if (handled.by === 'step') return `a step of ${handled.of.join(' and ')}`;
  return `nobody until ${handled.until}`;
}
