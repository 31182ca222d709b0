/** Declarations that the use of Sluice is legal. They are only ever added. */
import type { UserId } from '#core/domain/ids.ts';
import type { Executor, Transaction } from './db.ts';
import { newId } from './new-id.ts';
import type { Tenant } from './tenant.ts';

export interface Attestation {
  readonly userId: UserId;
  readonly version: string;
  readonly ip: string | null;
}

/** False when this version was declared before. */
export async function insertAttestation(tx: Transaction, tenant: Tenant, attestation: Attestation): Promise<boolean> {
  const rows = await tx.query({
    text: `INSERT INTO attestations (id, organization_id, user_id, version, ip_address) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (organization_id, user_id, version) DO NOTHING RETURNING id`,
    values: [newId(), tenant.organizationId, attestation.userId, attestation.version, attestation.ip],
  });
  return rows.length > 0;
}

/** Whether the person has declared this version of the text for the organisation. */
export async function hasAttested(
  db: Executor,
  tenant: Tenant,
  { userId, version }: Pick<Attestation, 'userId' | 'version'>,
): Promise<boolean> {
  const rows = await db.query({
    text: 'SELECT 1 FROM attestations WHERE organization_id = $1 AND user_id = $2 AND version = $3',
    values: [tenant.organizationId, userId, version],
  });
  return rows.length > 0;
}
