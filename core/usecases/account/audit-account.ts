/** What happened to an account, for the audit log of the organisation it acted for. */
import type { OrganizationId, UserId } from '#core/domain/ids.ts';
import { appendAudit } from '#core/store/audit.ts';
import type { Transaction } from '#core/store/db.ts';
import type { AccountDeps } from './account-deps.ts';

export interface AccountDeed {
  /** `account.verb` or `session.verb`. */
  readonly action: string;
  /** The account itself, when left out. */
  readonly object?: { readonly kind: 'user' | 'session'; readonly id: string };
  readonly detail?: Record<string, unknown>;
  /** False for what somebody did who has not proved who they are. */
  readonly proved?: boolean;
}

export const auditAccount = (
  tx: Transaction,
  { userId, organizationId }: { readonly userId: UserId; readonly organizationId: OrganizationId },
  { action, object = { kind: 'user', id: userId }, detail = {}, proved = true }: AccountDeed,
): Promise<void> =>
  appendAudit(tx, {
    organizationId,
    actorId: proved ? userId : null,
    action,
    objectKind: object.kind,
    objectId: object.id,
    detail,
  });

/** The same for somebody who acts for no organisation yet: in the log of the first one they joined, if any. */
export async function auditAtHome(
  { db, identity }: Pick<AccountDeps, 'db' | 'identity'>,
  userId: UserId,
  deed: AccountDeed,
): Promise<void> {
  const organizationId = await identity.homeOf(userId);
  if (organizationId === null) return;
  await db.transaction({ organizationId }, (tx) => auditAccount(tx, { userId, organizationId }, deed));
}
