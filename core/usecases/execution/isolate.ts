/** Work done in one go, in which one item that cannot be done holds up no other. */

export interface Failure<T> {
  readonly item: T;
  readonly error: unknown;
}

/** Does `work` on all items at once and, where that fails, on each alone. Answers those that failed even then. */
export async function isolate<T>(
  items: readonly T[],
  work: (some: readonly T[]) => Promise<void>,
): Promise<readonly Failure<T>[]> {
  if (items.length === 0) return [];
  try {
    await work(items);
    return [];
  } catch (error) {
    if (items.length === 1) return items.map((item) => ({ item, error }));
    const failures: Failure<T>[] = [];
    for (const item of items) failures.push(...(await isolate([item], work)));
    return failures;
  }
}
