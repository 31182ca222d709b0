/** `TrackingStore` over rows in memory: what core/store/tracking-store.ts says in SQL. */
import type { AttemptId } from '#core/domain/ids.ts';
import type { Heights } from '#core/ports/chain.ts';
import type { LiveBytes } from '#core/ports/claim-store.ts';
import type {
  AttemptTrade,
  Booking,
  Buried,
  Death,
  Landing,
  LiveAttempt,
  Review,
  Sighting,
} from '#core/ports/tracking-store.ts';
import { counter, hit } from '../coverage.ts';
import { toLiveBytes } from './claims.ts';
import {
  type AttemptRow,
  attemptOf,
  ConstraintError,
  checkDeath,
  type Database,
  type IntentRow,
  liveById,
  setIntentState,
} from './rows.ts';

const CONFIRMED = counter('transition confirmed');
const LANDED_OK = counter('transition landed well');
const LANDED_ERROR = counter('transition landed with an error');
const DEAD_BY_STATUS = counter('transition dead by STATUS');
const DEAD_BY_BLOCKS = counter('transition dead by BLOCKS');
const REVIEW = counter('transition marked for review');
const CLEARED = counter('transition review cleared');

export const live = (db: Database): readonly LiveAttempt[] =>
  db.attempts.filter((row) => row.state === 'LIVE').map((row) => toLive(db, row));

const toLive = (db: Database, row: AttemptRow): LiveAttempt => ({
  id: row.attempt.id,
  intentId: row.intent.id,
  signature: row.attempt.signature,
  blockhashSlot: row.attempt.bounds.firstSlot,
  deathBound: row.attempt.bounds.deathBound,
  freshnessBound: row.attempt.bounds.freshnessBound,
  confirmedSlot: row.confirmedSlot,
  sentAgoMs: db.now() - (row.sentAt ?? row.signedAt),
  reviewReason: row.intent.reviewReason,
});

export const orders = (db: Database, ids: readonly AttemptId[]): readonly AttemptTrade[] =>
  ids.flatMap((id) => {
    const row = attemptOf(db, id);
    return row === undefined ? [] : [toTrade(row)];
  });

const toTrade = ({ attempt, intent }: AttemptRow): AttemptTrade => ({
  id: attempt.id,
  intentId: intent.id,
  organizationId: intent.organizationId,
  campaignId: intent.campaign?.id ?? null,
  runId: intent.run?.id ?? null,
  sequence: intent.sequence,
  kind: intent.kind,
  signature: attempt.signature,
  walletId: intent.wallet.id,
  wallet: intent.wallet.address,
  feePayerWalletId: intent.feePayer.id,
  feePayer: intent.feePayer.address,
  inputMint: intent.inputMint,
  outputMint: intent.outputMint,
  amountIn: intent.amountIn,
  quotedOut: attempt.quote.out,
  poolFee: attempt.quote.fee,
  route: intent.route,
  tip: attempt.tip,
});

export const bytes = (db: Database, ids: readonly AttemptId[]): readonly LiveBytes[] =>
  ids.flatMap((id) => {
    const row = liveById(db, id);
    return row === undefined ? [] : [toLiveBytes(db, row)];
  });

export function recordConfirmed(db: Database, seen: readonly Sighting[]): ReadonlySet<AttemptId> {
  const marked = new Set<AttemptId>();
  for (const { attemptId, slot, event } of seen) {
    const row = liveById(db, attemptId);
    if (row === undefined || row.confirmedSlot !== null) continue;
    hit(CONFIRMED);
    row.confirmedSlot = slot;
    marked.add(attemptId);
    if (event !== null) db.events.push(event);
  }
  return marked;
}

export function recordLanded(db: Database, landings: readonly Landing[]): ReadonlySet<AttemptId> {
  const closed = new Set<AttemptId>();
  for (const landing of landings) {
    const row = liveById(db, landing.order.id);
    if (row === undefined) continue;
    closed.add(landing.order.id);
    closeLanded(db, row, landing);
  }
  return closed;
}

function closeLanded(db: Database, row: AttemptRow, { slot, error, fill, bookings, event }: Landing): void {
  const { attempt, intent } = row;
  hit(error === null ? LANDED_OK : LANDED_ERROR);
  row.state = error === null ? 'LANDED_OK' : 'LANDED_ERROR';
  row.landedSlot = slot;
  row.confirmedSlot ??= slot;
  if (intent.state === 'PENDING') {
    setIntentState(db, intent, error === null ? 'SUCCEEDED' : 'FAILED_ONCHAIN');
    intent.leaseUntil = null;
    clearReview(intent);
  }
  for (const one of db.reservations) {
    if (one.attemptId !== attempt.id || one.state !== 'HELD') continue;
    one.state = 'SETTLED';
    one.settledSlot = slot;
  }
  if (fill !== null) db.fills.push({ attemptId: attempt.id, fill });
  for (const booking of bookings) book(db, booking);
  settleRun(row, fill);
  if (event !== null) db.events.push(event);
}

/** Unique by wallet, signature, account, holder and reason: what is there already stays as it is. */
function book(db: Database, booking: Booking): void {
  const known = db.bookings.some(
    (other) => other.walletId === booking.walletId && other.signature === booking.signature,
  );
  if (!known) db.bookings.push(booking);
}

function settleRun({ intent }: AttemptRow, fill: Landing['fill']): void {
  const { run } = intent;
  if (run === null) return;
  run.committed -= intent.amountIn;
  run.spent += fill?.inputAmount ?? 0n;
  run.received += fill?.outputAmount ?? 0n;
  if (run.spent + run.committed > run.budget || run.committed < 0n) throw new ConstraintError('runs_within_budget');
}

export function recordDead(db: Database, deaths: readonly Death[]): readonly Buried[] {
  const rows = deaths.flatMap(({ attemptId, evidence }) => {
    const row = liveById(db, attemptId);
    return row === undefined ? [] : [{ row, evidence }];
  });
  for (const { row, evidence } of rows) checkDeath(row, evidence);
  return rows.flatMap(({ row, evidence }): Buried[] => {
    const { attempt, intent } = row;
    hit(evidence.road === 'STATUS' ? DEAD_BY_STATUS : DEAD_BY_BLOCKS);
    row.state = 'DEAD';
    row.evidence = evidence;
    for (const one of db.reservations) {
      if (one.attemptId === attempt.id && one.state === 'HELD') one.state = 'RELEASED';
    }
    db.observer.dead(row, evidence);
    if (intent.state !== 'PENDING') return [];
    intent.dueAt = db.now();
    intent.leaseUntil = null;
    clearReview(intent);
    return [{ intentId: intent.id, kind: intent.kind, fence: intent.fence }];
  });
}

function clearReview(intent: IntentRow): void {
  if (intent.reviewReason === null) return;
  hit(CLEARED);
  intent.reviewReason = null;
}

export function markForReview(db: Database, reviews: readonly Review[]): ReadonlySet<AttemptId> {
  const marked = new Set<AttemptId>();
  for (const { attemptId, reason } of reviews) {
    const row = liveById(db, attemptId);
    if (row === undefined || row.intent.state !== 'PENDING' || row.intent.reviewReason === reason) continue;
    hit(REVIEW);
    row.intent.reviewReason = reason;
    marked.add(attemptId);
  }
  return marked;
}

export function rememberFinalized(db: Database, { slot, blockHeight }: Heights): void {
  const { finalized } = db;
  db.finalized = {
    slot: slot > finalized.slot ? slot : finalized.slot,
    blockHeight: blockHeight > finalized.blockHeight ? blockHeight : finalized.blockHeight,
  };
}
