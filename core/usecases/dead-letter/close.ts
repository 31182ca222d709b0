/** The frame of retrying and discarding a dead letter: by an administrator, audited, and once. */
import type { DeadLetter, DeadLetterState } from '#core/domain/dead-letter/dead-letter.ts';
import { clearAlert } from '#core/store/alerts.ts';
import { appendAudit } from '#core/store/audit.ts';
import type { Database, Schedule, Transaction } from '#core/store/db.ts';
import { closeDeadLetter, findDeadLetter, lockDeadLetter } from '#core/store/dead-letters.ts';
import { scopeOf } from '#core/store/tenant.ts';
import type { Caller } from '../account/caller.ts';
import { found } from '../found.ts';
import { requireAdmin } from '../require-admin.ts';
import { parseText } from '../text-input.ts';

export interface CloseInput {
  readonly id: string;
  readonly reason: string;
}

export interface LetterDeps {
  readonly db: Database;
  /** Letters are the installation's, whoever's trade they are about. */
  readonly schedule: Schedule;
}

/** What the closing does to the letter's subject, in the same transaction; skipped for a letter that is closed already. */
type Effect = (tx: Transaction, letter: DeadLetter) => Promise<void>;

/** Answers the letter as it is afterwards; one that was closed before stays as it was. */
export async function close(
  { db, schedule }: LetterDeps,
  caller: Caller,
  input: CloseInput,
  state: Exclude<DeadLetterState, 'OPEN'>,
  effect: Effect,
): Promise<DeadLetter> {
  requireAdmin(caller);
  const reason = parseText(input.reason, 'reason', { min: 3, max: 500 });
  const { id, intentId, organizationId } = found(await findDeadLetter(schedule, input.id), 'dead letter');
  await db.transaction(scopeOf(organizationId), async (tx) => {
    const letter = found(await lockDeadLetter(tx, id), 'dead letter');
    if (letter.state !== 'OPEN') return;
    await effect(tx, letter);
    await closeDeadLetter(tx, { id, state, byId: caller.userId, reason });
    await clearAlert(tx, { kind: 'DEAD_LETTER', objectKind: 'deadLetter', objectId: id });
    await appendAudit(tx, {
      organizationId: letter.organizationId,
      actorId: caller.userId,
      action: `deadLetter.${state.toLowerCase()}`,
      objectKind: 'deadLetter',
      objectId: id,
      detail: { queue: letter.queue, intentId, reason },
    });
  });
  return found(await findDeadLetter(schedule, id), 'dead letter');
}
