/** How long to wait before trying again: doubling, up to a longest, and never the same for all who failed at once. */

/**
 * Milliseconds before the try after `failures` of them (1 or more): between half of the doubled pause and all of it, by `random`
 * (0 … 1).
 */
export function backoffMs(
  { firstMs, longestMs }: { readonly firstMs: number; readonly longestMs: number },
  failures: number,
  random: number,
): number {
  // Beyond 2^30 the longest decides anyway.
  const pause = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round((pause / 2) * (1 + random));
}
