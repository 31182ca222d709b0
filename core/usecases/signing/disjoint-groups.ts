/**
 * Splits items, in their order, into groups in which no two share a key: each goes into the first group after the last one that
 * has one of its keys.
 */
export function disjointGroups<T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): readonly (readonly T[])[] {
  const groups: T[][] = [];
  const nextFree = new Map<string, number>();
  for (const item of items) {
    const keys = keysOf(item);
    const position = Math.max(0, ...keys.map((key) => nextFree.get(key) ?? 0));
    for (const key of keys) nextFree.set(key, position + 1);
    const group = groups[position];
    if (group === undefined) groups[position] = [item];
    else group.push(item);
  }
  return groups;
}
