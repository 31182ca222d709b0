/** Processes as they tell of themselves. */

export type ProcessKind = 'worker' | 'server';

/** What a worker did with one queue's jobs since it started. */
export interface QueueWork {
  readonly done: number;
  readonly failed: number;
  readonly inFlight: number;
  /** Jobs ended in the last 60 seconds, well or not. */
  readonly perMinute: number;
}

/** By queue; empty for a process that takes no jobs. */
export type Work = Readonly<Record<string, QueueWork>>;

export interface ProcessHealth {
  readonly id: string;
  readonly kind: ProcessKind;
  /** `worker-1`; never a host's name. */
  readonly name: string;
  readonly version: string;
  readonly startedAt: Date;
  readonly beatAt: Date;
  /** Since the last beat, by Postgres' clock. */
  readonly silentMs: number;
  readonly rssBytes: number;
  readonly cpuPermille: number;
  readonly eventLoopLagMs: number;
  readonly work: Work;
}

export const BEAT_MS = 2_000;
/** Several beats missed: it is stuck, paused or gone. */
export const SILENT_MS = 10_000;

export const isSilent = ({ silentMs }: Pick<ProcessHealth, 'silentMs'>): boolean => silentMs > SILENT_MS;
