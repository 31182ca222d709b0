/** The frame of halting, reducing and re-arming (G-01): under the scope's exclusive lock, with its audit row and alert, once. */
import { appError } from '#core/domain/errors.ts';
import type { GuardState } from '#core/domain/execution/may-sign.ts';
import type { CampaignId, OrganizationId, WalletId } from '#core/domain/ids.ts';
import { type GuardTarget, PLATFORM_ID, type ScopeGuard } from '#core/domain/risk/guard-state.ts';
import type { GuardScope } from '#core/domain/risk/view.ts';
import { clearAlert, raiseAlert } from '#core/store/alerts.ts';
import { appendAudit } from '#core/store/audit.ts';
import type { Database, Schedule, Transaction } from '#core/store/db.ts';
import { countInFlight, findGuard, ownerOfScope, putGuard } from '#core/store/guards.ts';
import { type LockScope, lockExclusive } from '#core/store/locks.ts';
import { scopeOf } from '#core/store/tenant.ts';
import type { Caller } from '../account/caller.ts';
import { found } from '../found.ts';
import { onceAs } from '../once.ts';
import { isAdmin, requireAdmin } from '../require-admin.ts';
import { requireTrader } from '../require-trader.ts';
import { parseText } from '../text-input.ts';

export interface GuardDeps {
  readonly db: Database;
  readonly schedule: Schedule;
}

export interface GuardInput {
  readonly scope: GuardScope;
  /** Left out for the platform. */
  readonly scopeId?: string | null | undefined;
  readonly reason: string;
  readonly idempotencyKey: string;
}

export interface GuardChange {
  readonly guard: ScopeGuard;
  /** Signatures made before, which are driven to their end. */
  readonly inFlight: number;
}

interface Target extends GuardTarget {
  /** Null for the platform. */
  readonly organizationId: OrganizationId | null;
}

/**
 * Sets the state of a scope. Once it has committed, nothing that it refuses is signed any more: every signature stores itself
 * under a shared lock of its scopes, and reads their states after it.
 * @throws AppError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT
 */
export async function changeGuard(
  deps: GuardDeps,
  caller: Caller,
  state: GuardState,
  input: GuardInput,
): Promise<GuardChange> {
  const target = await targetOf(deps.schedule, caller, input);
  const { organizationId } = target;
  const reason = parseText(input.reason, 'reason', { min: 3, max: 500 });
  await onceAs(deps.db, caller, {
    key: input.idempotencyKey,
    operation: `guard.${state.toLowerCase()}`,
    body: { scope: target.scope, scopeId: target.scopeId, reason },
    resultId: target.scopeId,
    ...(organizationId === null ? {} : { alsoIn: () => ({ organizationId }) }),
    prepare: async () => undefined,
    write: (tx) => write(tx, caller, target, state, reason),
  });
  const guard = found(await findGuard(deps.db.as(scopeOf(organizationId)), target), 'guard');
  return { guard, inFlight: await countInFlight(deps.schedule, target) };
}

/** Whose the scope is decides who may; what belongs to another organisation is not told to be there. */
async function targetOf(schedule: Schedule, caller: Caller, { scope, scopeId }: GuardInput): Promise<Target> {
  if (scope === 'PLATFORM') {
    requireAdmin(caller);
    return { scope, scopeId: PLATFORM_ID, organizationId: null };
  }
  if (!isAdmin(caller)) requireTrader(caller);
  if (scopeId == null)
    throw appError('BAD_USER_INPUT', { field: 'scopeId', rule: `must name the ${scope.toLowerCase()}` });
  const organizationId = found(await ownerOfScope(schedule, scope, scopeId), scope.toLowerCase());
  if (!isAdmin(caller) && organizationId !== caller.organizationId)
    throw appError('NOT_FOUND', { what: scope.toLowerCase() });
  return { scope, scopeId, organizationId };
}

async function write(
  tx: Transaction,
  caller: Caller,
  target: Target,
  state: GuardState,
  reason: string,
): Promise<void> {
  await lockExclusive(tx, lockOf(target));
  const before = await findGuard(tx, target);
  // What an administrator restricted is not for the restricted to widen again.
  if (before?.byAdmin === true && before.state !== 'ACTIVE' && !isAdmin(caller)) {
    throw appError('FORBIDDEN', { need: 'admin' });
  }
  const { scope, scopeId } = target;
  await putGuard(tx, { scope, scopeId, state, reason, updatedById: caller.userId, byAdmin: isAdmin(caller) });
  await appendAudit(tx, {
    organizationId: target.organizationId,
    actorId: caller.userId,
    action: `guard.${state.toLowerCase()}`,
    objectKind: scope.toLowerCase(),
    objectId: scopeId,
    detail: { from: before?.state ?? 'ACTIVE', reason },
  });
  await alert(tx, target, state, reason);
}

function lockOf({ scope, scopeId }: Target): LockScope {
  if (scope === 'PLATFORM') return { platform: true };
  if (scope === 'ORGANIZATION') return { organizationId: scopeId as OrganizationId };
  if (scope === 'WALLET') return { walletId: scopeId as WalletId };
  return { campaignId: scopeId as CampaignId };
}

/** Open for as long as the scope is restricted: nothing lifts it but a person. */
async function alert(tx: Transaction, target: Target, state: GuardState, reason: string): Promise<void> {
  const subject = { kind: 'RESTRICTED', objectKind: target.scope.toLowerCase(), objectId: target.scopeId } as const;
  if (state === 'ACTIVE') {
    await clearAlert(tx, subject);
    return;
  }
  const severity = state === 'HALTED' ? 'CRITICAL' : 'WARNING';
  await raiseAlert(tx, { ...subject, organizationId: target.organizationId, severity, detail: { state, reason } });
}
