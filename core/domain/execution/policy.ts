/** When an intent is given up, and what its transactions may cost. */

/** Why an intent without a live attempt is over, or null while it may still be signed. */
export function expiryReason(intent: {
  readonly now: Date;
  readonly notAfter: Date;
  readonly signatures: number;
  readonly signatureBudget: number;
  readonly lastDenial: string | null;
}): string | null {
  if (intent.signatures >= intent.signatureBudget) return 'SIGNATURES_SPENT';
  if (intent.now >= intent.notAfter) return intent.lastDenial ?? 'TIME_OVER';
  return null;
}

const LEAST_UNITS = 20_000n;
const MARGIN_PERCENT = 20n;
/** What a transaction may ask for at the most (Agave, `MAX_COMPUTE_UNIT_LIMIT`). */
export const MAX_COMPUTE_UNITS = 1_400_000;

/** Compute limit for a transaction that took `unitsConsumed` when simulated: a fifth more. */
export function computeUnitLimit(unitsConsumed: bigint): number {
  const wanted = Number((unitsConsumed * (100n + MARGIN_PERCENT)) / 100n);
  return Math.min(MAX_COMPUTE_UNITS, Math.max(Number(LEAST_UNITS), wanted));
}

/** Micro-lamports a compute unit. */
export const PRIORITY_FEE_FLOOR = 1_000n;
export const PRIORITY_FEE_CAP = 1_000_000n;

/** The third quartile of what recent blocks charged, between floor and cap. */
export function priorityFee(recent: readonly bigint[]): bigint {
  const sorted = [...recent].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const quartile = sorted[Math.floor((sorted.length * 3) / 4)] ?? 0n;
  if (quartile < PRIORITY_FEE_FLOOR) return PRIORITY_FEE_FLOOR;
  return quartile > PRIORITY_FEE_CAP ? PRIORITY_FEE_CAP : quartile;
}
