/**
 * Collects single calls into batches. A call goes out at once while few batches are in hand; those made meanwhile wait and go
 * together, so that batches grow with the load and nobody waits where there is none.
 */

export interface CoalesceOptions<T, R> {
  /** Does all of them; one settlement for each, in their order. */
  readonly work: (items: readonly T[]) => Promise<readonly PromiseSettledResult<R>[]>;
  /** Batches at work at once. */
  readonly maxInFlight: number;
  /** Items in one batch at the most. */
  readonly maxItems: number;
}

interface Waiting<T, R> {
  readonly item: T;
  resolve(result: R): void;
  reject(reason: unknown): void;
}

/** Each call gets its own item's result or error; where the whole batch fails, its error. */
export function coalesce<T, R>({ work, maxInFlight, maxItems }: CoalesceOptions<T, R>): (item: T) => Promise<R> {
  const waiting: Waiting<T, R>[] = [];
  let inFlight = 0;

  const run = async (batch: readonly Waiting<T, R>[]): Promise<void> => {
    inFlight += 1;
    try {
      const results = await work(batch.map(({ item }) => item));
      for (const [position, one] of batch.entries()) settle(one, results[position]);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      inFlight -= 1;
      start();
    }
  };
  const start = (): void => {
    while (inFlight < maxInFlight && waiting.length > 0) void run(waiting.splice(0, maxItems));
  };

  return (item) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      start();
    });
}

function settle<T, R>(waiting: Waiting<T, R>, result: PromiseSettledResult<R> | undefined): void {
  if (result?.status === 'fulfilled') waiting.resolve(result.value);
  else waiting.reject(result === undefined ? new Error('the batch left this item out') : result.reason);
}
