/** `ScanStore` over rows in memory, and what people do to campaigns meanwhile, each in one transaction. */

import type { GuardState } from '#core/domain/execution/may-sign.ts';
import { isDue, isExpirable } from '#core/domain/execution/predicates.ts';
import type { IntentId } from '#core/domain/ids.ts';
import type { NewEvent } from '#core/ports/event-log.ts';
import type { DueIntent, ExpirableIntent } from '#core/ports/scan-store.ts';
import { counter, hit } from '../coverage.ts';
import {
  type CampaignRow,
  type Database,
  type IntentRow,
  intentOf,
  liveAttempt,
  type RunRow,
  setIntentState,
  standingOf,
} from './rows.ts';

const EXPIRED_TIME = counter('transition expired by time');
const EXPIRED_SIGNATURES = counter('transition expired by signatures');
const CANCELLED = counter('transition cancelled');
const REQUEUED = counter('transition found by the scan');

/** What was just made is left to its first delivery. */
const FIRST_DELIVERY_MS = 1_000;

export function due(db: Database, limit: number): readonly DueIntent[] {
  const now = db.now();
  const found = db.intents
    .filter((intent) => intent.fence > 0n || intent.createdAt < now - FIRST_DELIVERY_MS)
    .filter((intent) => isDue(standingOf(db, intent), new Date(now)))
    .sort((a, b) => a.dueAt - b.dueAt)
    .slice(0, limit);
  for (const _ of found) hit(REQUEUED);
  return found.map(({ id, kind, fence }) => ({ intentId: id, kind, fence }));
}

export function oldestDueMs(db: Database): number {
  const now = db.now();
  return db.intents
    .filter((intent) => isDue(standingOf(db, intent), new Date(now)))
    .reduce((oldest, { dueAt, leaseUntil }) => Math.max(oldest, now - Math.max(dueAt, leaseUntil ?? 0)), 0);
}

const mayExpire = (db: Database, intent: IntentRow): boolean => isExpirable(standingOf(db, intent), new Date(db.now()));

export const expirable = (db: Database, limit: number): readonly IntentId[] =>
  db.intents
    .filter((intent) => mayExpire(db, intent))
    .sort((a, b) => a.notAfter - b.notAfter || (a.id < b.id ? -1 : 1))
    .slice(0, limit)
    .map(({ id }) => id);

export function expire(
  db: Database,
  ids: readonly IntentId[],
  toEvent: (intent: ExpirableIntent) => NewEvent | null,
): readonly ExpirableIntent[] {
  const rows = ids.flatMap((id) => {
    const intent = intentOf(db, id);
    return intent !== undefined && mayExpire(db, intent) ? [intent] : [];
  });
  const taken = rows.map((intent) => toExpirable(db, intent));
  for (const intent of rows) {
    setIntentState(db, intent, 'EXPIRED');
    hit(intent.signatures >= intent.signatureBudget ? EXPIRED_SIGNATURES : EXPIRED_TIME);
    intent.leaseUntil = null;
    if (intent.run !== null) intent.run.committed -= intent.amountIn;
  }
  db.events.push(...taken.flatMap((intent) => toEvent(intent) ?? []));
  return taken;
}

const toExpirable = (db: Database, intent: IntentRow): ExpirableIntent => ({
  id: intent.id,
  organizationId: intent.organizationId,
  campaignId: intent.campaign?.id ?? null,
  runId: intent.run?.id ?? null,
  sequence: intent.sequence,
  amountIn: intent.amountIn,
  now: new Date(db.now()),
  notAfter: new Date(intent.notAfter),
  signatures: intent.signatures,
  signatureBudget: intent.signatureBudget,
  lastDenial: intent.lastDenial,
});

/** Pause, resume, and an edit that changes nothing but the generation. */
export function setCampaign(campaign: CampaignRow, run: RunRow, running: boolean): void {
  campaign.generation += 1n;
  if (run.status !== 'RUNNING' && run.status !== 'PAUSED') return;
  run.status = running ? 'RUNNING' : 'PAUSED';
  campaign.status = running ? 'ACTIVE' : 'PAUSED';
}

/** A stop, and again whenever a signature of a stopping run has died: what is not signed is cancelled. */
export function cancelUnsigned(db: Database, run: RunRow): void {
  for (const intent of db.intents) {
    if (intent.run !== run || intent.state !== 'PENDING' || liveAttempt(db, intent) !== undefined) continue;
    setIntentState(db, intent, 'CANCELLED');
    hit(CANCELLED);
    run.committed -= intent.amountIn;
  }
}

export function setGuard(db: Database, scope: 'PLATFORM' | 'WALLET', scopeId: string, state: GuardState): void {
  const guard = db.guards.find((one) => one.scope === scope && one.scopeId === scopeId);
  if (guard === undefined) db.guards.push({ scope, scopeId, state });
  else guard.state = state;
}
