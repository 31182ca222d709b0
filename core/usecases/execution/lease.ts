/**
 * The leases of claims made together, kept while endpoints are late: a claim that ran out half way would be begun anew for ever.
 */
import type { IntentId } from '#core/domain/ids.ts';
import type { Claim, ClaimStore } from '#core/ports/claim-store.ts';
import type { Clock } from '#core/ports/clock.ts';

/** Of the five seconds a lease lasts: what is younger needs no renewal, and a quick trade none at all. */
const RENEW_AFTER_MS = 1_000;

/** Somebody else has claimed the intent meanwhile. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

export interface Leases {
  /** To be called before each step that may take seconds. @throws ClaimLost when this intent's claim is no longer ours. */
  keep(intentId: IntentId): Promise<void>;
}

/** The leases of claims asked for at `claimedAt` (ticks). All are renewed when one is, in one statement. */
export function leasesOf(
  { claims: store, clock }: { readonly claims: Pick<ClaimStore, 'renew'>; readonly clock: Clock },
  claims: readonly Claim[],
  claimedAt: number,
): Leases {
  let held: ReadonlySet<IntentId> = new Set(claims.map(({ intentId }) => intentId));
  let renewedAt = claimedAt;
  let renewing: Promise<void> | null = null;

  const renew = async (): Promise<void> => {
    const askedAt = clock.ticks();
    try {
      held = await store.renew(claims.filter(({ intentId }) => held.has(intentId)));
      renewedAt = askedAt;
    } finally {
      renewing = null;
    }
  };

  return {
    async keep(intentId) {
      if (held.has(intentId) && clock.ticks() - renewedAt >= RENEW_AFTER_MS) {
        renewing ??= renew();
        await renewing;
      }
      if (!held.has(intentId)) throw new ClaimLost();
    },
  };
}
