/** Guard states (G-01). A scope without a row is ACTIVE. */
import type { CampaignId, WalletId } from '#core/domain/ids.ts';
import type { Executor } from './db.ts';
import type { Tenant } from './tenant.ts';

export type GuardScope = 'PLATFORM' | 'ORGANIZATION' | 'WALLET' | 'CAMPAIGN';

/** The platform is one; its scope has the nil id. */
const PLATFORM_ID = '00000000-0000-0000-0000-000000000000';

/** The widest scope that is HALTED or REDUCING, so that no new risk may be taken; null when all are ACTIVE. */
export async function scopeWithoutNewRisk(
  db: Executor,
  tenant: Tenant,
  of: { walletId: WalletId; campaignId: CampaignId },
): Promise<GuardScope | null> {
  const [guard] = await db.query<{ scope: GuardScope }>({
    text: `SELECT scope FROM guards
           WHERE state <> 'ACTIVE' AND (scope, scope_id) IN
             (('PLATFORM', $1::uuid), ('ORGANIZATION', $2::uuid), ('WALLET', $3::uuid), ('CAMPAIGN', $4::uuid))
           ORDER BY scope LIMIT 1`,
    values: [PLATFORM_ID, tenant.organizationId, of.walletId, of.campaignId],
  });
  return guard?.scope ?? null;
}
