/** `SigningStore` over rows in memory: what core/store/signing-store.ts says in SQL. */
import { isSignable } from '#core/domain/execution/predicates.ts';
import type { AttemptId, GenesisHash, IntentId, Signature, UserId } from '#core/domain/ids.ts';
import type {
  GuardRows,
  NewAttempt,
  NewDenial,
  SigningDecision,
  SigningIntent,
  SigningScope,
  SigningWallet,
} from '#core/ports/signing-store.ts';
import { counter, hit } from '../coverage.ts';
import {
  type Database,
  type IntentRow,
  insertAttemptRow,
  intentOf,
  liveAttempt,
  type RunRow,
  standingOf,
  type WalletRow,
} from './rows.ts';

const SIGN = counter('transition sign');
const SIGN_AGAIN = counter('transition sign again');
const DENY = counter('transition deny by the signer');
const STALE = counter('transition sign stale');

const KEY = new Uint8Array(1);

export const load = (db: Database, ids: readonly IntentId[]): readonly SigningIntent[] =>
  ids.flatMap((id) => {
    const intent = intentOf(db, id);
    const open = intent !== undefined && intent.state === 'PENDING' && liveAttempt(db, intent) === undefined;
    return open ? [toSigning(db, intent)] : [];
  });

const toSigning = (db: Database, intent: IntentRow): SigningIntent => ({
  id: intent.id,
  organizationId: intent.organizationId,
  campaignId: intent.campaign?.id ?? null,
  runId: intent.run?.id ?? null,
  fence: intent.fence,
  kind: intent.kind,
  genesisHash: intent.wallet.genesisHash,
  inputMint: intent.inputMint,
  outputMint: intent.outputMint,
  amountIn: intent.amountIn,
  slippageBps: intent.slippageBps,
  limitOut: intent.limitOut,
  limitIn: intent.limitIn,
  notAfter: new Date(intent.notAfter),
  route: intent.route,
  tip: intent.tip,
  wallet: toSigningWallet(intent.wallet),
  feePayer: toSigningWallet(intent.feePayer),
  pool: intent.pool,
  earlier: db.attempts.flatMap((row) =>
    row.intent === intent ? [{ signature: row.attempt.signature, deathBound: row.attempt.bounds.deathBound }] : [],
  ),
});

const toSigningWallet = ({ id, address, genesisHash }: WalletRow): SigningWallet => ({
  id,
  address,
  genesisHash,
  userId: 'u0' as UserId,
  blob: KEY,
  dataKey: KEY,
});

export function sign(
  db: Database,
  scopes: readonly SigningScope[],
  decide: (rows: GuardRows) => SigningDecision,
): ReadonlySet<IntentId> {
  return write(db, scopes, guardRows(db, scopes).map(decide));
}

/** What is read once the locks are held: nobody changes any of it until `write` is done. */
export const guardRows = (db: Database, scopes: readonly SigningScope[]): readonly GuardRows[] =>
  scopes.flatMap((scope) => {
    const intent = intentOf(db, scope.intentId);
    return intent === undefined ? [] : [toGuardRows(db, intent, scope)];
  });

function toGuardRows(db: Database, intent: IntentRow, scope: SigningScope): GuardRows {
  const { campaign, run } = intent;
  const { state, fence, reviewReason, signatures, signatureBudget, hasLiveAttempt, dueAt } = standingOf(db, intent);
  const wallets = intent.wallet === intent.feePayer ? [intent.wallet] : [intent.wallet, intent.feePayer];
  return {
    intentId: intent.id,
    now: new Date(db.now()),
    intent: {
      ...{ state, fence, reviewReason, signatures, signatureBudget, hasLiveAttempt, dueAt },
      denials: intent.denials,
    },
    campaign:
      campaign === null
        ? null
        : {
            status: campaign.status,
            generation: campaign.generation,
            maxTip: intent.tip,
            strategy: 'TWAP_BUY',
            strategyVersion: 1,
            parameters: campaign.parameters,
            differences: [],
          },
    run:
      run === null
        ? null
        : {
            status: run.status,
            budget: run.budget,
            spent: run.spent,
            committed: run.committed,
            reserved: reservedBy(db, 'RUN', run.id, intent.inputMint),
            signedFor: signedForOf(db, run),
          },
    guardStates: db.guards.filter(({ scope: kind, scopeId }) => kind === 'PLATFORM' || concerns(intent, scopeId)),
    wallets: wallets.map(({ active, genesisHash }) => ({
      active,
      custodial: true,
      genesisHash: genesisHash as GenesisHash,
    })),
    reserved: reservedOf(db, wallets, scope.balanceSlot),
    destination: null,
    oppositeTrades: 0,
  };
}

const concerns = (intent: IntentRow, scopeId: string): boolean =>
  scopeId === intent.wallet.id ||
  scopeId === intent.feePayer.id ||
  scopeId === intent.campaign?.id ||
  scopeId === intent.organizationId;

const reservedBy = (db: Database, scope: 'RUN' | 'WALLET', scopeId: string, asset: string): bigint =>
  db.reservations.reduce(
    (sum, one) =>
      one.scope === scope && one.scopeId === scopeId && one.asset === asset && one.state === 'HELD'
        ? sum + one.amount
        : sum,
    0n,
  );

/** What the trigger `intents_count_signed` adds up. */
const signedForOf = (db: Database, run: RunRow): bigint =>
  db.intents.reduce((sum, one) => (one.run === run && one.signatures > 0 ? sum + one.amountIn : sum), 0n);

/** What is held, and what has settled at a slot that the balances read do not show yet. */
function reservedOf(db: Database, wallets: readonly WalletRow[], balanceSlot: bigint): GuardRows['reserved'] {
  const sums = new Map<string, { walletId: WalletRow['id']; asset: string; amount: bigint }>();
  for (const { scope, scopeId, asset, amount, state, settledSlot } of db.reservations) {
    const wallet = wallets.find(({ id }) => id === scopeId);
    const counts = state === 'HELD' || (state === 'SETTLED' && (settledSlot ?? 0n) > balanceSlot);
    if (scope !== 'WALLET' || wallet === undefined || !counts) continue;
    const key = `${scopeId} ${asset}`;
    const sum = sums.get(key)?.amount ?? 0n;
    sums.set(key, { walletId: wallet.id, asset, amount: sum + amount });
  }
  return [...sums.values()];
}

/** Stores what was decided, each if its row still lets it. */
export function write(
  db: Database,
  scopes: readonly SigningScope[],
  decisions: readonly SigningDecision[],
): ReadonlySet<IntentId> {
  const stored = new Set<IntentId>();
  for (const decision of decisions) {
    if (decision.kind === 'sign') {
      const scope = scopes.find(({ intentId }) => intentId === decision.attempt.intentId);
      const done = insertAttempt(db, decision.attempt, scope?.balanceSlot ?? 0n);
      if (!done) continue;
      hit(SIGN);
      stored.add(decision.attempt.intentId);
    } else if (decision.kind === 'deny') {
      if (insertDenial(db, decision.denial)) stored.add(decision.denial.intentId);
    } else hit(STALE);
  }
  return stored;
}

function insertAttempt(db: Database, attempt: NewAttempt, balanceSlot: bigint): boolean {
  const intent = intentOf(db, attempt.intentId);
  if (intent === undefined || !isSignable(standingOf(db, intent), attempt.fence)) return false;
  const row = {
    ...{ attempt, intent, ordinal: intent.signatures + 1, signedAt: db.now(), state: 'LIVE' as const },
    ...{ sentAt: null, confirmedSlot: null, landedSlot: null, evidence: null },
  };
  if (!insertAttemptRow(db, row)) return false;
  intent.signatures += 1;
  if (intent.signatures > 1) hit(SIGN_AGAIN);
  for (const one of attempt.reservations) {
    db.reservations.push({ ...one, attemptId: attempt.id, state: 'HELD', settledSlot: null });
  }
  db.observer.signed(row, balanceSlot);
  return true;
}

function insertDenial(db: Database, { intentId, fence, denials, retryInMs }: NewDenial): boolean {
  const intent = intentOf(db, intentId);
  if (intent === undefined || intent.fence !== fence || intent.state !== 'PENDING') return false;
  hit(DENY);
  intent.lastDenial = denials[0]?.code ?? null;
  intent.dueAt = Math.min(intent.notAfter, Math.max(intent.dueAt, db.now() + retryInMs));
  intent.denials += 1;
  for (const { code } of denials) db.denials.push({ intentId, code });
  return true;
}

export const attemptsBySignature = (
  db: Database,
  signatures: readonly Signature[],
): ReadonlyMap<Signature, AttemptId> =>
  new Map(
    db.attempts.flatMap(({ attempt }) =>
      signatures.includes(attempt.signature) ? [[attempt.signature, attempt.id] as const] : [],
    ),
  );
