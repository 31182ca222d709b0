/**
 * The tracker drives every live attempt to its end: it sends the same bytes again while they may land, and records landings and
 * proved deaths. Rounds may be missed, doubled or cut short; every write is guarded by the attempt's state.
 */
import { isSameLanding, judge, type Verdict } from '#core/domain/execution/evidence.ts';
import type { AttemptId, IntentId } from '#core/domain/ids.ts';
import type { ChainEndpoint, LandedTransaction } from '#core/ports/chain.ts';
import { rememberFinalized } from '#core/store/chain.ts';
import {
  type AttemptTrade,
  type LiveAttempt,
  liveAttempts,
  markForReview,
  markSent,
  rawTransactions,
  tradesOfAttempts,
} from '#core/store/execution-attempts.ts';
import type { Death } from '#core/store/execution-settle.ts';
import { bury } from './bury.ts';
import { concurrently } from './concurrently.ts';
import { confirm } from './confirm.ts';
import type { MachineDeps } from './deps.ts';
import { isolate } from './isolate.ts';
import { Roads } from './roads.ts';
import { type Landed, settle } from './settle.ts';
import { Witnesses, type Word } from './testimony.ts';
import type { RoadVerdict } from './walk-blocks.ts';

const REBROADCAST_MS = 1_500;
/** What could not be recorded is not tried again before this. */
const RECORD_AGAIN_MS = 5_000;
const PARALLEL_CALLS = 16;

/** A live attempt with what every witness said of it, and what that proves. */
interface Case {
  readonly attempt: LiveAttempt;
  readonly words: readonly Word[];
  readonly verdict: Verdict | RoadVerdict;
}

type CaseOf<Kind extends Case['verdict']['kind']> = Case & { readonly verdict: { readonly kind: Kind } };

export interface Tracker {
  /** One round over all live attempts. Answers how many there were. */
  round(signal: AbortSignal): Promise<number>;
}

export function createTracker(deps: MachineDeps): Tracker {
  const witnesses = new Witnesses();
  const roads = new Roads();
  const failing = new FailingAttempts(deps.log);

  const record = async (cases: readonly Case[], signal: AbortSignal): Promise<void> =>
    act(
      deps,
      cases.filter(({ attempt }) => failing.isDue(attempt.id)),
      failing,
      signal,
    );

  return {
    async round(signal) {
      const live = await liveAttempts(deps.db);
      const endpoints = deps.chain.witnesses();
      if (live.length === 0 || endpoints.length === 0) return live.length;
      const asked = await witnesses.ask(endpoints, live, signal);
      const cases = live.map((attempt): Case => {
        const words = asked.get(attempt.signature) ?? [];
        return { attempt, words, verdict: judge(attempt, words, deps.chain.quorum) };
      });
      await record(cases, signal);
      // The blocks are read only where statuses can no longer tell, and once everything else is done.
      await record(await roads.walk(cases.filter(isCase('ask-blocks')), deps.chain.quorum, signal), signal);
      const finalized = witnesses.agreedFinalized(deps.chain.quorum);
      if (finalized !== null) await rememberFinalized(deps.db, finalized);
      return live.length;
    },
  };
}

/** Attempts whose end could not be recorded: told one by one, and left aside for a while, so that the others go on. */
class FailingAttempts {
  readonly #failedAt = new Map<AttemptId, number>();
  readonly #log: MachineDeps['log'];

  constructor(log: MachineDeps['log']) {
    this.#log = log;
  }

  isDue(id: AttemptId): boolean {
    const failedAt = this.#failedAt.get(id);
    if (failedAt === undefined) return true;
    if (performance.now() - failedAt < RECORD_AGAIN_MS) return false;
    this.#failedAt.delete(id);
    return true;
  }

  add(attemptId: AttemptId, error: unknown): void {
    this.#failedAt.set(attemptId, performance.now());
    this.#log.error({ attemptId, err: error }, 'attempt could not be recorded; it is tried again');
  }
}

const isCase =
  <Kind extends Case['verdict']['kind']>(kind: Kind) =>
  (one: Case): one is CaseOf<Kind> =>
    one.verdict.kind === kind;

/** One attempt or kind of verdict that cannot be acted on does not hold up the others. @throws the first failure, once all were tried. */
async function act(
  deps: MachineDeps,
  cases: readonly Case[],
  failing: FailingAttempts,
  signal: AbortSignal,
): Promise<void> {
  const steps = [
    async () => {
      const seen = await fetchLanded(deps, cases.filter(isUnseenConfirmed), 'confirmed', signal);
      for (const { item, error } of await isolate(seen, (some) => confirm(deps, some)))
        failing.add(item.trade.id, error);
    },
    async () => {
      const landed = await fetchLanded(deps, cases.filter(isCase('landed')), 'finalized', signal);
      for (const { item, error } of await settle(deps, landed)) failing.add(item.trade.id, error);
    },
    async () => {
      const deaths = cases.filter(isCase('dead')).map(toDeath);
      for (const { item, error } of await isolate(deaths, (some) => bury(deps, some)))
        failing.add(item.attemptId, error);
    },
    async () => review(deps, cases.filter(isCase('review'))),
    async () =>
      rebroadcast(
        deps,
        cases.filter(isWorthSending).map(({ attempt }) => attempt.id),
      ),
  ];
  const failures: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

const isUnseenConfirmed = (one: Case): one is CaseOf<'confirmed'> =>
  one.verdict.kind === 'confirmed' && one.attempt.confirmedSlot === null;

/** Not what was seen confirmed and has not been asked about since. */
const isWorthSending = ({ verdict, words, attempt }: Case): boolean =>
  verdict.kind === 'unknown' &&
  verdict.mayLand &&
  attempt.sentAgoMs >= REBROADCAST_MS &&
  (attempt.confirmedSlot === null || words.length > 0);

const toDeath = ({ attempt, verdict }: CaseOf<'dead'>): Death => ({
  attemptId: attempt.id,
  intentId: attempt.intentId,
  evidence: verdict.evidence,
});

/** The transactions behind the verdicts, from an endpoint that shows the same slot and outcome; others wait for the next round. */
async function fetchLanded(
  deps: MachineDeps,
  cases: readonly CaseOf<'confirmed' | 'landed'>[],
  commitment: 'confirmed' | 'finalized',
  signal: AbortSignal,
): Promise<Landed[]> {
  if (cases.length === 0) return [];
  const trades = await tradesOfAttempts(
    deps.db,
    cases.map(({ attempt }) => attempt.id),
  );
  const tradeOf = new Map<AttemptId, AttemptTrade>(trades.map((trade) => [trade.id, trade]));
  const landed = await concurrently(cases, PARALLEL_CALLS, async (one) => {
    const trade = tradeOf.get(one.attempt.id);
    const transaction = await fetchOne(one, commitment, signal);
    return trade === undefined || transaction === null ? [] : [{ trade, transaction }];
  });
  return landed.flat();
}

async function fetchOne(
  { attempt, words, verdict }: CaseOf<'confirmed' | 'landed'>,
  commitment: 'confirmed' | 'finalized',
  signal: AbortSignal,
): Promise<LandedTransaction | null> {
  for (const endpoint of words.map((word): ChainEndpoint => word.endpoint)) {
    const found = await endpoint.transaction(attempt.signature, commitment, signal).catch(() => null);
    if (found !== null && isSameLanding(found, verdict)) return found;
  }
  signal.throwIfAborted();
  return null;
}

async function review(deps: MachineDeps, cases: readonly CaseOf<'review'>[]): Promise<void> {
  for (const { attempt, verdict } of cases) {
    const intentId: IntentId = attempt.intentId;
    if (await markForReview(deps.db, intentId, verdict.reason)) {
      deps.log.error({ intentId, attemptId: attempt.id, reason: verdict.reason }, 'attempt needs review');
    }
  }
}

/** The bytes as committed, to every endpoint. */
async function rebroadcast(deps: MachineDeps, ids: readonly AttemptId[]): Promise<void> {
  if (ids.length === 0) return;
  const attempts = await rawTransactions(deps.db, ids);
  await concurrently(attempts, PARALLEL_CALLS, ({ raw }) => deps.chain.broadcast(raw));
  await markSent(deps.db, ids);
}
