/** Records in transactions of a bounded size, in which one item that cannot be recorded holds up no other. */
import { type Failure, isolate } from './isolate.ts';

/** Items recorded in one transaction. */
const BATCH = 100;

/** Answers those that could not be recorded even alone. */
export async function isolateBatches<T>(
  items: readonly T[],
  work: (some: readonly T[]) => Promise<void>,
): Promise<readonly Failure<T>[]> {
  const failures: Failure<T>[] = [];
  for (let from = 0; from < items.length; from += BATCH) {
    failures.push(...(await isolate(items.slice(from, from + BATCH), work)));
  }
  return failures;
}
