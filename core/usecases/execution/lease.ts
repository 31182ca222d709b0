/** The lease of one claim, kept while endpoints are late: a claim that ran out half way would be begun anew for ever. */
import type { IntentId } from '#core/domain/ids.ts';
import type { Executor } from '#core/store/db.ts';
import { renewClaim } from '#core/store/execution-claim.ts';

/** Of the five seconds a lease lasts: what is younger needs no renewal, and a quick trade none at all. */
const RENEW_AFTER_MS = 1_000;

/** Somebody else has claimed the intent meanwhile. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

export interface Lease {
  /** To be called before each step that may take seconds. @throws ClaimLost */
  keep(): Promise<void>;
}

/** The lease of a claim made just now. */
export function leaseOf(db: Executor, claim: { intentId: IntentId; fence: bigint }): Lease {
  let renewedAt = performance.now();
  return {
    async keep() {
      const now = performance.now();
      if (now - renewedAt < RENEW_AFTER_MS) return;
      if (!(await renewClaim(db, claim))) throw new ClaimLost();
      renewedAt = now;
    },
  };
}
