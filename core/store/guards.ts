/** Guard states (G-01). A scope without a row is ACTIVE. */

import { type CampaignId, isUuid, type OrganizationId, type WalletId } from '#core/domain/ids.ts';
import { type GuardTarget, PLATFORM_ID, type ScopeGuard } from '#core/domain/risk/guard-state.ts';
import type { GuardScope } from '#core/domain/risk/view.ts';
import type { Executor, Schedule, Transaction } from './db.ts';
import type { Tenant } from './tenant.ts';

const GUARD = `g.scope, g.scope_id AS "scopeId", g.state, g.reason, g.updated_at AS "updatedAt",
  g.updated_by_id AS "updatedById", g.by_admin AS "byAdmin"`;

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

/** The widest scope of a wallet's that is HALTED, so that nothing may be signed; null when there is none. */
export async function haltedScope(db: Executor, tenant: Tenant, walletId: WalletId): Promise<GuardScope | null> {
  const [guard] = await db.query<{ scope: GuardScope }>({
    text: `SELECT scope FROM guards
           WHERE state = 'HALTED' AND (scope, scope_id) IN
             (('PLATFORM', $1::uuid), ('ORGANIZATION', $2::uuid), ('WALLET', $3::uuid))
           ORDER BY scope LIMIT 1`,
    values: [PLATFORM_ID, tenant.organizationId, walletId],
  });
  return guard?.scope ?? null;
}

/** Null for a scope nobody ever restricted. */
export async function findGuard(db: Executor, { scope, scopeId }: GuardTarget): Promise<ScopeGuard | null> {
  const [guard] = await db.query<ScopeGuard & Record<string, unknown>>({
    text: `SELECT ${GUARD} FROM guards g WHERE g.scope = $1 AND g.scope_id = $2`,
    values: [scope, scopeId],
  });
  return guard ?? null;
}

/** The caller holds the scope's exclusive lock: whatever is signed after the commit has seen it. */
export async function putGuard(tx: Transaction, guard: Omit<ScopeGuard, 'updatedAt'>): Promise<void> {
  await tx.query({
    text: `INSERT INTO guards (scope, scope_id, state, reason, updated_by_id, by_admin, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp())
           ON CONFLICT (scope, scope_id) DO UPDATE
           SET state = excluded.state, reason = excluded.reason, updated_by_id = excluded.updated_by_id,
               by_admin = excluded.by_admin, updated_at = excluded.updated_at`,
    values: [guard.scope, guard.scopeId, guard.state, guard.reason, guard.updatedById, guard.byAdmin],
  });
}

/** Every scope that is not ACTIVE, widest first. */
export async function restrictedScopes(db: Schedule): Promise<ScopeGuard[]> {
  return db.query<ScopeGuard & Record<string, unknown>>({
    text: `SELECT ${GUARD} FROM guards g WHERE g.state <> 'ACTIVE' ORDER BY g.scope, g.updated_at DESC`,
  });
}

/** Those of them that hold back this organisation, wholly or in part. */
export async function restrictedScopesOf(db: Executor, { organizationId }: Tenant): Promise<ScopeGuard[]> {
  return db.query<ScopeGuard & Record<string, unknown>>({
    text: `SELECT ${GUARD} FROM guards g
           WHERE g.state <> 'ACTIVE' AND CASE g.scope
             WHEN 'PLATFORM' THEN true
             WHEN 'ORGANIZATION' THEN g.scope_id = $1
             WHEN 'WALLET' THEN EXISTS (SELECT 1 FROM wallets w WHERE w.id = g.scope_id AND w.organization_id = $1)
             ELSE EXISTS (SELECT 1 FROM campaigns c WHERE c.id = g.scope_id AND c.organization_id = $1) END
           ORDER BY g.scope, g.updated_at DESC`,
    values: [organizationId],
  });
}

const OWNER: Record<Exclude<GuardScope, 'PLATFORM'>, string> = {
  ORGANIZATION: 'SELECT id AS "organizationId" FROM organizations WHERE id = $1',
  WALLET: 'SELECT organization_id AS "organizationId" FROM wallets WHERE id = $1',
  CAMPAIGN: 'SELECT organization_id AS "organizationId" FROM campaigns WHERE id = $1',
};

/** Whose scope it is; null when there is no such thing. */
export async function ownerOfScope(
  db: Schedule,
  scope: Exclude<GuardScope, 'PLATFORM'>,
  scopeId: string,
): Promise<OrganizationId | null> {
  if (!isUuid(scopeId)) return null;
  const [row] = await db.query<{ organizationId: OrganizationId }>({ text: OWNER[scope], values: [scopeId] });
  return row?.organizationId ?? null;
}

const INSIDE: Record<GuardScope, string> = {
  PLATFORM: '$1::uuid IS NOT NULL',
  ORGANIZATION: 'a.organization_id = $1',
  WALLET: 'i.wallet_id = $1 OR i.fee_payer_wallet_id = $1',
  CAMPAIGN: 'i.campaign_id = $1',
};

/** Signatures of the scope that may still land. */
export async function countInFlight(db: Schedule, { scope, scopeId }: GuardTarget): Promise<number> {
  const [row] = await db.query<{ live: number }>({
    text: `SELECT count(*)::int AS live FROM attempts a JOIN intents i ON i.id = a.intent_id
           WHERE a.state = 'LIVE' AND (${INSIDE[scope]})`,
    values: [scopeId],
  });
  return row?.live ?? 0;
}
