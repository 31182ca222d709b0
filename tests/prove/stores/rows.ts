/** The rows of the simulated Postgres, and what its constraints and triggers refuse (prisma/migrations). */
import type { CampaignStatus, RunStatus } from '#core/domain/campaign/transitions.ts';
import type { DeathEvidence } from '#core/domain/execution/evidence.ts';
import type { GuardState } from '#core/domain/execution/may-sign.ts';
import type { IntentStanding } from '#core/domain/execution/predicates.ts';
import type { Route } from '#core/domain/execution/route.ts';
import type { AttemptState, IntentState } from '#core/domain/execution/states.ts';
import type {
  Address,
  AttemptId,
  CampaignId,
  GenesisHash,
  IntentId,
  OrganizationId,
  RunId,
  WalletId,
} from '#core/domain/ids.ts';
import type { GuardScope } from '#core/domain/risk/view.ts';
import type { NewEvent } from '#core/ports/event-log.ts';
import type { NewAttempt } from '#core/ports/signing-store.ts';
import type { Booking, Landing } from '#core/ports/tracking-store.ts';

/** Times are milliseconds of Postgres' clock. */
export interface IntentRow {
  readonly id: IntentId;
  readonly organizationId: OrganizationId;
  readonly campaign: CampaignRow | null;
  readonly run: RunRow | null;
  readonly sequence: number | null;
  readonly kind: 'BUY' | 'SELL';
  readonly wallet: WalletRow;
  readonly feePayer: WalletRow;
  readonly pool: PoolRow;
  readonly inputMint: Address;
  readonly outputMint: Address;
  readonly amountIn: bigint;
  readonly slippageBps: number;
  readonly limitOut: bigint | null;
  readonly limitIn: bigint | null;
  readonly notAfter: number;
  readonly signatureBudget: number;
  readonly createdAt: number;
  readonly route: Route;
  readonly tip: bigint;
  dueAt: number;
  state: IntentState;
  reviewReason: string | null;
  fence: bigint;
  leaseUntil: number | null;
  signatures: number;
  lastDenial: string | null;
  /** How often it was denied. */
  denials: number;
  /** Not a column: the campaign's generation when it was claimed last, for the judge alone. */
  claimedGeneration: bigint;
}

export interface AttemptRow {
  readonly attempt: NewAttempt;
  readonly intent: IntentRow;
  readonly ordinal: number;
  readonly signedAt: number;
  state: AttemptState;
  sentAt: number | null;
  confirmedSlot: bigint | null;
  landedSlot: bigint | null;
  evidence: DeathEvidence | null;
}

export interface WalletRow {
  readonly id: WalletId;
  readonly address: Address;
  readonly genesisHash: GenesisHash;
  active: boolean;
  /** Below zero until its opening balance is booked. */
  readonly bookedSlot: bigint;
}

export interface PoolRow {
  readonly venue: string;
  readonly address: Address;
  readonly baseMint: Address;
  readonly quoteMint: Address;
  readonly baseVault: Address;
  readonly quoteVault: Address;
}

export interface CampaignRow {
  readonly id: CampaignId;
  readonly parameters: unknown;
  status: CampaignStatus;
  generation: bigint;
}

export interface RunRow {
  readonly id: RunId;
  budget: bigint;
  status: RunStatus;
  spent: bigint;
  received: bigint;
  committed: bigint;
}

export interface ReservationRow {
  readonly attemptId: AttemptId;
  readonly scope: 'WALLET' | 'RUN';
  readonly scopeId: string;
  readonly asset: string;
  readonly amount: bigint;
  state: 'HELD' | 'RELEASED' | 'SETTLED';
  settledSlot: bigint | null;
}

/** Told of what the invariants are about, at the moment it commits. */
export interface Observer {
  signed(row: AttemptRow, balanceSlot: bigint): void;
  dead(row: AttemptRow, evidence: DeathEvidence): void;
}

export interface Database {
  /** Milliseconds. */
  now(): number;
  readonly observer: Observer;
  readonly intents: IntentRow[];
  readonly attempts: AttemptRow[];
  readonly reservations: ReservationRow[];
  readonly guards: { readonly scope: GuardScope; readonly scopeId: string; state: GuardState }[];
  readonly fills: { readonly attemptId: AttemptId; readonly fill: NonNullable<Landing['fill']> }[];
  readonly bookings: Booking[];
  readonly events: NewEvent[];
  readonly denials: { readonly intentId: IntentId; readonly code: string }[];
  finalized: { slot: bigint; blockHeight: bigint };
}

/** What Postgres refuses, whatever it is asked. */
export class ConstraintError extends Error {
  override readonly name = 'ConstraintError';
}

export const intentOf = (db: Database, id: IntentId): IntentRow | undefined =>
  db.intents.find((intent) => intent.id === id);

export const attemptOf = (db: Database, id: AttemptId): AttemptRow | undefined =>
  db.attempts.find((row) => row.attempt.id === id);

export const liveAttempt = (db: Database, intent: IntentRow): AttemptRow | undefined =>
  db.attempts.find((row) => row.intent === intent && row.state === 'LIVE');

export const liveById = (db: Database, id: AttemptId): AttemptRow | undefined =>
  db.attempts.find((row) => row.attempt.id === id && row.state === 'LIVE');

/** The row as the predicates see it. */
export const standingOf = (db: Database, intent: IntentRow): IntentStanding => ({
  state: intent.state,
  fence: intent.fence,
  dueAt: new Date(intent.dueAt),
  notAfter: new Date(intent.notAfter),
  leaseUntil: intent.leaseUntil === null ? null : new Date(intent.leaseUntil),
  signatures: intent.signatures,
  signatureBudget: intent.signatureBudget,
  reviewReason: intent.reviewReason,
  hasLiveAttempt: liveAttempt(db, intent) !== undefined,
  runStatus: intent.run?.status ?? null,
});

/** Triggers `intents_guard` and the checks beside it. @throws ConstraintError */
export function setIntentState(db: Database, intent: IntentRow, state: IntentState): void {
  if (intent.state !== 'PENDING') throw new ConstraintError(`intent ${intent.id} is ${intent.state} and stays so`);
  if ((state === 'EXPIRED' || state === 'CANCELLED') && liveAttempt(db, intent) !== undefined) {
    throw new ConstraintError(`intent ${intent.id} has a live attempt and cannot become ${state}`);
  }
  const landed = state === 'SUCCEEDED' ? 'LANDED_OK' : state === 'FAILED_ONCHAIN' ? 'LANDED_ERROR' : null;
  if (landed !== null && !db.attempts.some((row) => row.intent === intent && row.state === landed)) {
    throw new ConstraintError(`intent ${intent.id} cannot be ${state}: no attempt of it landed so`);
  }
  intent.state = state;
}

/** Indexes `attempts_one_live` and `attempts_signature_key`: whether they let the row in. @throws ConstraintError for a check */
export function insertAttemptRow(db: Database, row: AttemptRow): boolean {
  const { freshnessBound, deathBound } = row.attempt.bounds;
  if (freshnessBound > deathBound) throw new ConstraintError('attempts_bounds');
  const taken = db.attempts.some(
    (other) =>
      (other.intent === row.intent && other.state !== 'DEAD') || other.attempt.signature === row.attempt.signature,
  );
  if (!taken) db.attempts.push(row);
  return !taken;
}

/** Check `attempts_dead_evidence`: no row may be DEAD without proof. @throws ConstraintError */
export function checkDeath(row: AttemptRow, evidence: DeathEvidence): void {
  const { deathBound, freshnessBound } = row.attempt.bounds;
  const proved =
    evidence.finalizedHeight > deathBound &&
    evidence.statusSlot >= evidence.finalizedSlot + 32n &&
    evidence.agreed >= 1 &&
    (evidence.road === 'BLOCKS' || (evidence.finalizedHeight <= freshnessBound + 120n && row.confirmedSlot === null));
  if (!proved) throw new ConstraintError('attempts_dead_evidence');
}
