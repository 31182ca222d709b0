/** Records in transactions of a bounded size, in which one item that cannot be recorded holds up no other. */
import { chunksOf } from './chunks.ts';
import { type Failure, isolate } from './isolate.ts';

/** Items recorded in one transaction. */
const BATCH = 100;

/** Answers those that could not be recorded even alone. */
export async function isolateBatches<T>(
  items: readonly T[],
  work: (some: readonly T[]) => Promise<void>,
): Promise<readonly Failure<T>[]> {
  const failures: Failure<T>[] = [];
  for (const batch of chunksOf(items, BATCH)) failures.push(...(await isolate(batch, work)));
  return failures;
}
