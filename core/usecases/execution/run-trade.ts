/** A trade job: claim, build, have it signed, send (docs/execution.md, steps 2 to 5). It ends when the bytes are sent. */
import { isAppError } from '#core/domain/errors.ts';
import { retryDelayMs } from '#core/domain/execution/policy.ts';
import type { QueuedIntent } from '#core/ports/queue.ts';
import type { SignIntentOutcome, SignIntentRequest } from '#core/ports/signer.ts';
import { appendEvents } from '#core/store/events.ts';
import { markSent } from '#core/store/execution-attempts.ts';
import {
  type ClaimedIntent,
  claimIntent,
  insertDenial,
  liveAttemptOf,
  releaseClaim,
} from '#core/store/execution-claim.ts';
import { newId } from '#core/store/new-id.ts';
import { buildTrade } from './build-trade.ts';
import type { TradeDeps } from './deps.ts';
import { ClaimLost, leaseOf } from './lease.ts';

/** How a job ended; `idle` when somebody else had, or will have, the work. */
export type TradeOutcome = 'sent' | 'denied' | 'idle';

/**
 * @throws EndpointError, AppError CHAIN_UNAVAILABLE or SIGNER_UNAVAILABLE, or the signal's reason; the intent is then due
 * again, and nothing was sent that is not stored.
 */
export async function runTrade(deps: TradeDeps, job: QueuedIntent, signal: AbortSignal): Promise<TradeOutcome> {
  const intent = await claimIntent(deps.db, job);
  if (intent === null) return 'idle';
  try {
    return await tryTrade(deps, intent, signal);
  } catch (error) {
    if (error instanceof ClaimLost) return 'idle';
    await releaseClaim(deps.db, { intentId: intent.id, fence: intent.fence, retryInMs: retryDelayMs(intent.fence) });
    throw error;
  }
}

async function tryTrade(deps: TradeDeps, intent: ClaimedIntent, signal: AbortSignal): Promise<TradeOutcome> {
  const lease = leaseOf(deps.db, { intentId: intent.id, fence: intent.fence });
  const built = await buildTrade(deps, intent, lease, signal);
  if (built.kind === 'denied') {
    await deny(deps, intent, built);
    return 'denied';
  }
  await lease.keep();
  const outcome = await sign(deps, built.request);
  if (outcome.kind === 'denied') {
    await deny(deps, intent, outcome);
    return 'denied';
  }
  return outcome.kind === 'signed' ? sendLive(deps, intent) : 'idle';
}

/** An answer that got lost leaves the outcome unknown: Postgres knows it. */
async function sign(deps: TradeDeps, request: SignIntentRequest): Promise<SignIntentOutcome> {
  try {
    return await deps.signer.signIntent(request);
  } catch (error) {
    if (!isAppError(error) || error.code !== 'SIGNER_UNAVAILABLE') throw error;
    const live = await liveAttemptOf(deps.db, request.intentId);
    if (live === null) throw error;
    return { kind: 'signed', attemptId: live.attemptId, signature: live.signature };
  }
}

/** Sends what was committed, read back from its row: no other bytes leave this process (I5). */
async function sendLive(deps: TradeDeps, intent: ClaimedIntent): Promise<TradeOutcome> {
  const live = await liveAttemptOf(deps.db, intent.id);
  if (live === null) return 'idle';
  await deps.chain.broadcast(live.raw);
  await markSent(deps.db, [live.attemptId]);
  return 'sent';
}

/** The signer stores its own denials; ours come with their detail. People are told when the reason is a new one. */
async function deny(
  deps: TradeDeps,
  intent: ClaimedIntent,
  denial: { readonly code: string; readonly detail?: Record<string, unknown> },
): Promise<void> {
  const { code, detail } = denial;
  const { organizationId, campaignId, runId, sequence } = intent;
  await deps.db.transaction(async (tx) => {
    const release = { intentId: intent.id, fence: intent.fence, retryInMs: retryDelayMs(intent.fence) };
    if (!(await releaseClaim(tx, release))) return;
    if (detail !== undefined)
      await insertDenial(tx, { id: newId(), intentId: intent.id, organizationId, code, detail });
    if (campaignId === null || code === intent.lastDenial) return;
    const data = { kind: 'TRADE_DENIED', intentId: intent.id, sequence, code } as const;
    await appendEvents(tx, [{ organizationId, campaignId, runId, data }]);
  });
  deps.log.info({ intentId: intent.id, code }, 'trade denied');
  if (campaignId !== null) deps.bus.wake(campaignId);
}
