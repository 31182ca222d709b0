/** `ClaimStore` over rows in memory: what core/store/claim-store.ts says in SQL. */
import { isClaimable } from '#core/domain/execution/predicates.ts';
import type { AttemptId, IntentId } from '#core/domain/ids.ts';
import type { Claim, ClaimDenial, ClaimedIntent, LiveBytes, Release } from '#core/ports/claim-store.ts';
import type { QueuedIntent } from '#core/ports/queue.ts';
import { counter, hit } from '../coverage.ts';
import { type AttemptRow, type Database, type IntentRow, intentOf, liveAttempt, liveById, standingOf } from './rows.ts';

export const LEASE_MS = 5_000;

const CLAIM = counter('transition claim');
const CLAIM_REFUSED = counter('transition claim refused');
const RENEW = counter('transition lease renewed');
const RENEW_REFUSED = counter('transition lease lost');
const RELEASE = counter('transition release');
const DENY = counter('transition deny by the worker');
const SENT = counter('transition sent');

export function claim(db: Database, jobs: readonly QueuedIntent[]): readonly ClaimedIntent[] {
  return jobs.flatMap(({ intentId, fence }) => {
    const intent = intentOf(db, intentId);
    if (intent === undefined || !mayClaim(db, intent, fence)) {
      hit(CLAIM_REFUSED);
      return [];
    }
    hit(CLAIM);
    intent.fence += 1n;
    intent.leaseUntil = db.now() + LEASE_MS;
    intent.claimedGeneration = intent.campaign?.generation ?? 0n;
    return [toClaimed(intent)];
  });
}

const mayClaim = (db: Database, intent: IntentRow, fence: bigint): boolean =>
  intent.wallet.bookedSlot >= 0n &&
  intent.feePayer.bookedSlot >= 0n &&
  isClaimable(standingOf(db, intent), fence, new Date(db.now()));

const toClaimed = (intent: IntentRow): ClaimedIntent => ({
  id: intent.id,
  organizationId: intent.organizationId,
  campaignId: intent.campaign?.id ?? null,
  runId: intent.run?.id ?? null,
  sequence: intent.sequence,
  fence: intent.fence,
  generation: intent.claimedGeneration,
  kind: intent.kind,
  amountIn: intent.amountIn,
  slippageBps: intent.slippageBps,
  limitOut: intent.limitOut,
  limitIn: intent.limitIn,
  notAfter: new Date(intent.notAfter),
  inputMint: intent.inputMint,
  outputMint: intent.outputMint,
  wallet: intent.wallet.address,
  feePayer: intent.feePayer.address,
  venue: intent.pool.venue,
  poolAddress: intent.pool.address,
  baseMint: intent.pool.baseMint,
  quoteMint: intent.pool.quoteMint,
  baseVault: intent.pool.baseVault,
  quoteVault: intent.pool.quoteVault,
  lastDenial: intent.lastDenial,
  route: intent.route,
  tip: intent.tip,
});

function ours(db: Database, { intentId, fence }: Claim): IntentRow | null {
  const intent = intentOf(db, intentId);
  return intent !== undefined && intent.fence === fence && intent.state === 'PENDING' ? intent : null;
}

export function renew(db: Database, claims: readonly Claim[]): ReadonlySet<IntentId> {
  const renewed = new Set<IntentId>();
  for (const one of claims) {
    const intent = ours(db, one);
    hit(intent === null ? RENEW_REFUSED : RENEW);
    if (intent === null) continue;
    intent.leaseUntil = db.now() + LEASE_MS;
    renewed.add(intent.id);
  }
  return renewed;
}

function giveBack(db: Database, intent: IntentRow, retryInMs: number): void {
  intent.leaseUntil = null;
  intent.dueAt = Math.max(intent.dueAt, db.now() + retryInMs);
}

export function release(db: Database, releases: readonly Release[]): void {
  for (const one of releases) {
    const intent = ours(db, one);
    if (intent === null) continue;
    hit(RELEASE);
    giveBack(db, intent, one.retryInMs);
  }
}

export function deny(db: Database, denials: readonly ClaimDenial[]): ReadonlySet<IntentId> {
  const denied = new Set<IntentId>();
  for (const one of denials) {
    const intent = ours(db, one);
    if (intent === null) continue;
    hit(DENY);
    giveBack(db, intent, one.retryInMs);
    if (one.detail !== null) {
      intent.lastDenial = one.code;
      intent.denials += 1;
      db.denials.push({ intentId: intent.id, code: one.code });
    }
    if (one.event !== null) db.events.push(one.event);
    denied.add(intent.id);
  }
  return denied;
}

export const toLiveBytes = (db: Database, { attempt, intent, signedAt }: AttemptRow): LiveBytes => ({
  attemptId: attempt.id,
  intentId: intent.id,
  signature: attempt.signature,
  raw: attempt.raw,
  route: intent.route,
  ageMs: db.now() - signedAt,
});

export const liveBytes = (db: Database, ids: readonly IntentId[]): readonly LiveBytes[] =>
  ids.flatMap((id) => {
    const intent = intentOf(db, id);
    const live = intent === undefined ? undefined : liveAttempt(db, intent);
    return live === undefined ? [] : [toLiveBytes(db, live)];
  });

export function markSent(db: Database, ids: readonly AttemptId[]): void {
  for (const id of ids) {
    const row = liveById(db, id);
    if (row === undefined) continue;
    hit(SENT);
    row.sentAt = db.now();
  }
}
