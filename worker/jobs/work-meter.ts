/** Counts what this process does with each queue's jobs. */
import { JOB_QUEUES, type JobQueueName } from '#core/contracts/queues.ts';
import type { QueueWork, Work } from '#core/domain/health/process.ts';

const MINUTE_MS = 60_000;

export class WorkMeter {
  readonly #counts = new Map<JobQueueName, QueueCounts>(JOB_QUEUES.map((queue) => [queue, new QueueCounts()]));
  readonly #now: () => number;

  /** `now` in milliseconds, from any origin. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  begin(queue: JobQueueName): void {
    this.#of(queue).inFlight += 1;
  }

  end(queue: JobQueueName, well: boolean): void {
    const counts = this.#of(queue);
    counts.inFlight -= 1;
    if (well) counts.done += 1;
    else counts.failed += 1;
    counts.ended.push(this.#now());
    counts.forget(this.#now() - MINUTE_MS);
  }

  /** Trade jobs ended since the start: it grows while they are taken. */
  get endedTrades(): number {
    const counts = (['trade.buy', 'trade.sell'] as const).map((queue) => this.#of(queue));
    return counts.reduce((sum, { done, failed }) => sum + done + failed, 0);
  }

  read(): Work {
    return Object.fromEntries(
      [...this.#counts].map(([queue, counts]) => [queue, counts.read(this.#now() - MINUTE_MS)]),
    );
  }

  #of(queue: JobQueueName): QueueCounts {
    const counts = this.#counts.get(queue);
    if (counts === undefined) throw new Error(`${queue} is no queue that jobs are taken from`);
    return counts;
  }
}

class QueueCounts {
  inFlight = 0;
  done = 0;
  failed = 0;
  /** When each job of the last minute ended, oldest first. */
  ended: number[] = [];

  forget(before: number): void {
    const first = this.ended.findIndex((at) => at >= before);
    // Cutting many at once is cheap; cutting one at each end of a job is not.
    if (first === -1) this.ended = [];
    else if (first > 1_000) this.ended.splice(0, first);
  }

  read(since: number): QueueWork {
    const { inFlight, done, failed } = this;
    return { inFlight, done, failed, perMinute: this.ended.filter((at) => at >= since).length };
  }
}
