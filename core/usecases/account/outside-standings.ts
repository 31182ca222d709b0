/** Who an outside issuer's token speaks for here, and what they may just now; remembered for a moment. */
import type { OrganizationId, UserId } from '#core/domain/ids.ts';
import type { OutsideClaims } from '#core/ports/outside-issuers.ts';
import type { People } from '#core/ports/people.ts';
import { findMemberStanding, type Standing } from '#core/store/accounts.ts';
import type { Database } from '#core/store/db.ts';
import { createBriefCache } from '../brief-cache.ts';

export interface OutsideStanding extends Standing {
  readonly userId: UserId;
  readonly organizationId: OrganizationId;
}

export interface OutsideStandings {
  /** Makes the person an account and an organisation of their own at first sight. Null when they are banned. */
  of(claims: OutsideClaims): Promise<OutsideStanding | null>;
}

const KEPT = { ms: 1_500, most: 10_000 };

export function createOutsideStandings(deps: { readonly db: Database; readonly people: People }): OutsideStandings {
  const cache = createBriefCache<OutsideStanding | null>(KEPT);
  return { of: (claims) => cache.get(JSON.stringify([claims.issuer, claims.subject]), () => look(deps, claims)) };
}

/** Known by issuer and subject alone: the e-mail address in a token is somebody else's word, and joins nobody to an account. */
async function look(
  { db, people }: { readonly db: Database; readonly people: People },
  claims: OutsideClaims,
): Promise<OutsideStanding | null> {
  const identity = { provider: `oidc:${claims.issuer}`, subject: claims.subject };
  const known = await people.personOf(identity);
  const userId = known ?? (await people.make({ ...identity, name: claims.name ?? 'Somebody', email: null }));
  const organizationId = await people.homeOf(userId);
  const standing = await findMemberStanding(db.as({ organizationId }), { userId, organizationId });
  return standing === null ? null : { userId, organizationId, ...standing };
}
