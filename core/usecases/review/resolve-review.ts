/** An operator's verdict on an intent that nothing could be proved about (docs/execution.md): checked, audited, and recorded. */
import { appError } from '#core/domain/errors.ts';
import type { DeathEvidence } from '#core/domain/execution/evidence.ts';
import { type Hearing, hear, type Verdict } from '#core/domain/execution/verdict.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { LiveAttempt } from '#core/ports/tracking-store.ts';
import { appendAudit } from '#core/store/audit.ts';
import type { Database, Schedule, Transaction } from '#core/store/db.ts';
import { closeDead } from '#core/store/execution-settle.ts';
import { clearReviews } from '#core/store/review-alerts.ts';
import { type ReviewedIntent, reviewedIntent, unmarkReview } from '#core/store/reviews.ts';
import type { Caller } from '../account/caller.ts';
import { Witnesses } from '../execution/testimony.ts';
import { found } from '../found.ts';
import { isAdmin } from '../require-admin.ts';
import { parseText } from '../text-input.ts';

export interface ReviewDeps {
  readonly db: Database;
  readonly schedule: Schedule;
  readonly chain: Chain;
  readonly clock: Pick<Clock, 'wait'>;
}

export interface ReviewInput {
  readonly intentId: string;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** Statuses get ahead of a finalized height by themselves within about 32 slots: it is asked so often, with these pauses. */
const ROUNDS = 40;
const ASK_AGAIN_MS = 500;
/** For one round's answers. */
const ROUND_MS = 5_000;

/**
 * Takes the mark off. DEAD also closes the attempt, once the endpoints themselves say that it can no longer land and that none
 * of them knows it; the operator answers for the blocks that are missing. Administrators, and owners for their organisation's.
 * @throws AppError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, VERDICT_REFUSED
 */
export async function resolveReview(deps: ReviewDeps, caller: Caller, input: ReviewInput): Promise<void> {
  if (!isAdmin(caller) && caller.role !== 'owner') throw appError('FORBIDDEN', { need: 'owner' });
  const reason = parseText(input.reason, 'reason', { min: 10, max: 1_000 });
  const intent = found(await reviewedIntent(deps.schedule, input.intentId), 'execution');
  if (!isAdmin(caller) && intent.organizationId !== caller.organizationId) {
    throw appError('NOT_FOUND', { what: 'execution' });
  }
  const { attempt } = intent;
  if (attempt?.reviewReason == null) throw appError('VERDICT_REFUSED', { rule: 'nobody was asked to look at it' });
  const evidence = input.verdict === 'DEAD' ? await collectEvidence(deps, attempt) : null;
  await deps.db.transaction(intent, (tx) => record(tx, caller, { ...intent, attempt }, evidence, reason));
}

/** @throws AppError VERDICT_REFUSED with what speaks against it */
async function collectEvidence({ chain, clock }: ReviewDeps, attempt: LiveAttempt): Promise<DeathEvidence> {
  const witnesses = new Witnesses();
  for (let round = 1; ; round += 1) {
    const hearings = await hearAll(chain, witnesses, attempt, AbortSignal.timeout(ROUND_MS));
    const heard = hear(attempt, hearings, chain.quorum);
    if (heard.kind === 'accepted') return heard.evidence;
    if (heard.kind === 'refused' || round === ROUNDS) throw appError('VERDICT_REFUSED', { rule: heard.rule });
    await clock.wait(ASK_AGAIN_MS);
  }
}

/** Every endpoint's word. One whose history cannot be read says nothing. */
async function hearAll(
  chain: Chain,
  witnesses: Witnesses,
  attempt: LiveAttempt,
  signal: AbortSignal,
): Promise<Hearing[]> {
  // A round that is cut short is a round without answers.
  const words = await witnesses.ask(chain.witnesses(), [attempt], signal).catch(() => null);
  const hearings = (words?.get(attempt.signature) ?? []).map(async (word): Promise<Hearing[]> => {
    const history = await word.endpoint.transactions([attempt.signature], 'confirmed', signal).catch(() => null);
    return history === null ? [] : [{ word, inHistory: history[0] != null }];
  });
  return (await Promise.all(hearings)).flat();
}

type Reviewed = ReviewedIntent & { readonly attempt: LiveAttempt };

async function record(
  tx: Transaction,
  caller: Caller,
  { id: intentId, organizationId, attempt }: Reviewed,
  evidence: DeathEvidence | null,
  reason: string,
): Promise<void> {
  const operator = { id: caller.userId, reason };
  const changed =
    evidence === null
      ? await unmarkReview(tx, intentId)
      : (await closeDead(tx, [{ attemptId: attempt.id, intentId, evidence, operator }])).length === 1;
  if (!changed) throw appError('VERDICT_REFUSED', { rule: 'it was resolved meanwhile' });
  await clearReviews(tx, [intentId]);
  await appendAudit(tx, {
    organizationId,
    actorId: caller.userId,
    action: evidence === null ? 'review.watchedOn' : 'review.declaredDead',
    objectKind: 'intent',
    objectId: intentId,
    detail: { signature: attempt.signature, was: attempt.reviewReason, reason, ...toText(evidence) },
  });
}

const toText = (evidence: DeathEvidence | null): Record<string, string> =>
  Object.fromEntries(Object.entries(evidence ?? {}).map(([name, value]) => [name, String(value)]));
