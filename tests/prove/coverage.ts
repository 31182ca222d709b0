/** How often what may happen did happen, over all schedules of this thread. */

/** `transition claim`, `fault rpc lost`, `await tracker chain.heights`, `crash at worker signer.signIntents`, … */
export type Counts = Readonly<Record<string, number>>;

const names: string[] = [];
const indexOf = new Map<string, number>();
let counts = new Float64Array(1_024);

/** A counter by its name; the same one for the same name. It is listed even if it is never hit. */
export function counter(name: string): number {
  const known = indexOf.get(name);
  if (known !== undefined) return known;
  const index = names.push(name) - 1;
  indexOf.set(name, index);
  if (index >= counts.length) {
    const longer = new Float64Array(counts.length * 2);
    longer.set(counts);
    counts = longer;
  }
  return index;
}

export function hit(index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

export const readCounts = (): Counts => Object.fromEntries(names.map((name, index) => [name, counts[index] ?? 0]));

export function addCounts(left: Counts, right: Counts): Counts {
  const sum: Record<string, number> = { ...left };
  for (const [name, count] of Object.entries(right)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
