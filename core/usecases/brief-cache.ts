/** Answers that hold for a moment: one look-up serves a burst, and what was taken away is gone a moment later. */

interface Kept<Value> {
  readonly until: number;
  readonly value: Promise<Value>;
}

export interface BriefCache<Value> {
  /** What is known, or what `look` finds now; a failure is not kept. */
  get(key: string, look: () => Promise<Value>): Promise<Value>;
  /** Everything is looked up again. */
  clear(): void;
}

/** Keeps at most `most` answers, each for `ms`. */
export function createBriefCache<Value>({ ms, most }: { ms: number; most: number }): BriefCache<Value> {
  const kept = new Map<string, Kept<Value>>();
  return {
    get(key, look) {
      const known = kept.get(key);
      if (known !== undefined && known.until > Date.now()) return known.value;
      kept.delete(key);
      const value = look();
      kept.set(key, { until: Date.now() + ms, value });
      value.catch(() => kept.delete(key));
      // The oldest goes: a Map keeps the order of insertion.
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
      return value;
    },
    clear: () => kept.clear(),
  };
}
