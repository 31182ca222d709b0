/** Whether somebody declared that their use is legal: asked for before anything trades for real. */
import { clusterOf, isLocalCluster } from '#core/domain/clusters.ts';
import { appError } from '#core/domain/errors.ts';
import { LEGAL_USE } from '#core/domain/legal-use.ts';
import type { Origin } from '#core/domain/origin.ts';
import type { Chain } from '#core/ports/chain.ts';
import { hasAttested, insertAttestation } from '#core/store/attestations.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { auditAccount } from './audit-account.ts';
import type { Caller } from './caller.ts';

/**
 * Declares the current text for the caller and their organisation; a second time changes nothing.
 * @throws AppError BAD_USER_INPUT when it was not accepted, or is not the current version
 */
export async function attestLegalUse(
  { db }: { readonly db: Database },
  caller: Caller,
  { version, accepted }: { readonly version: string; readonly accepted: boolean },
  { ip }: Origin,
): Promise<void> {
  if (version !== LEGAL_USE.version) {
    throw appError('BAD_USER_INPUT', { field: 'version', rule: `must be ${LEGAL_USE.version}` });
  }
  if (!accepted) throw appError('BAD_USER_INPUT', { field: 'accepted', rule: 'must be true' });
  await db.transaction(caller, async (tx) => {
    if (!(await insertAttestation(tx, caller, { userId: caller.userId, version, ip }))) return;
    await auditAccount(tx, caller, { action: 'account.legal-use-attested', detail: { version, ip } });
  });
}

/** Whether the current text was declared. */
export const isAttested = (
  { db }: { readonly db: Database },
  actor: Pick<Actor, 'userId' | 'organizationId'>,
): Promise<boolean> => hasAttested(db.as(actor), actor, { userId: actor.userId, version: LEGAL_USE.version });

/** Play money needs no declaration. @throws AppError ATTESTATION_REQUIRED on any chain but the local one */
export async function requireAttestation(
  deps: { readonly db: Database; readonly chain: Pick<Chain, 'genesisHash'> },
  actor: Actor,
): Promise<void> {
  if (isLocalCluster(clusterOf(deps.chain.genesisHash)) || (await isAttested(deps, actor))) return;
  throw appError('ATTESTATION_REQUIRED', {});
}
