/** What follows from the verdicts of one round, and is written down: first sights, landings, deaths, doubts, and what is sent again. */
import { isSameLanding, type Verdict } from '#core/domain/execution/evidence.ts';
import type { AttemptId } from '#core/domain/ids.ts';
import type { AttemptOrder, Death, LiveAttempt, Review } from '#core/ports/tracking-store.ts';
import { bury } from './bury.ts';
import { confirm } from './confirm.ts';
import type { MachineDeps } from './deps.ts';
import type { Failure } from './isolate.ts';
import { type Agreement, landedTransactions, type SeenLanding } from './landed-transactions.ts';
import type { LiveView } from './live-view.ts';
import { isolateBatches } from './record-batches.ts';
import { Setbacks } from './setbacks.ts';
import { type Landed, settle } from './settle.ts';
import type { Word } from './testimony.ts';
import type { RoadVerdict } from './walk-blocks.ts';

const REBROADCAST_MS = 1_500;
/** Sent again in one round: an outage leaves many, and news of the others is not to wait for them. */
const REBROADCASTS = 256;

/** A live attempt with what every witness said of it, and what that proves. */
export interface Case {
  readonly attempt: LiveAttempt;
  readonly words: readonly Word[];
  readonly verdict: Verdict | RoadVerdict;
}

type CaseOf<Kind extends Case['verdict']['kind']> = Case & { readonly verdict: { readonly kind: Kind } };

export const isCase =
  <Kind extends Case['verdict']['kind']>(kind: Kind) =>
  (one: Case): one is CaseOf<Kind> =>
    one.verdict.kind === kind;

export class Recorder {
  readonly #deps: MachineDeps;
  readonly #setbacks: Setbacks;
  readonly #view: LiveView;

  /** `view` is told what became of its attempts. */
  constructor(deps: MachineDeps, view: LiveView) {
    this.#deps = deps;
    this.#view = view;
    this.#setbacks = new Setbacks(deps);
  }

  /** Forgets what is not live any more. */
  keep(live: readonly LiveAttempt[]): void {
    this.#setbacks.keep(live);
  }

  /** One attempt or kind of verdict that cannot be acted on does not hold up the others. @throws the first failure, once all were tried. */
  async record(all: readonly Case[], signal: AbortSignal): Promise<void> {
    const cases = all.filter(({ attempt }) => this.#setbacks.isDue(attempt.id));
    const steps = [
      () => this.#confirm(cases.filter(isUnseenConfirmed), signal),
      () => this.#settle(cases.filter(isCase('landed')), signal),
      () => this.#bury(cases.filter(isCase('dead'))),
      () => this.#review(cases.filter(isCase('review')).map(toReview)),
      () => this.#rebroadcast(cases.filter(isWorthSending)),
    ];
    const failures: unknown[] = [];
    for (const step of steps) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }

  /** Provisional: one endpoint's word will do. */
  async #confirm(cases: readonly CaseOf<'confirmed'>[], signal: AbortSignal): Promise<void> {
    const seen = cases.map(({ words, ...one }) => ({ ...one, words: words.filter(({ status }) => status !== null) }));
    const { landed } = await this.#look(seen, { commitment: 'confirmed', quorum: 1 }, signal);
    const work = async (some: readonly Landed[]): Promise<void> => {
      await confirm(this.#deps, some);
      this.#view.confirmed(some.map(({ order, transaction }) => ({ id: order.id, slot: transaction.slot })));
    };
    this.#tell(await isolateBatches(landed, work), ({ order }) => order.id);
  }

  /** What goes into fills and ledgers is what `quorum` endpoints tell alike (L5). */
  async #settle(cases: readonly CaseOf<'landed'>[], signal: AbortSignal): Promise<void> {
    const { quorum } = this.#deps.chain;
    const { landed, disputed } = await this.#look(cases, { commitment: 'finalized', quorum }, signal);
    const work = async (some: readonly Landed[]): Promise<void> => {
      await settle(this.#deps, some);
      this.#view.ended(some.map(({ order }) => order.id));
    };
    this.#tell(await isolateBatches(landed, work), ({ order }) => order.id);
    const doubtful = disputed.filter(({ attempt }) => this.#setbacks.disagreed(attempt.id));
    await this.#review(doubtful.map(({ attempt }) => ({ attempt, reason: 'ENDPOINTS_DISAGREE' })));
  }

  async #bury(cases: readonly CaseOf<'dead'>[]): Promise<void> {
    const work = async (some: readonly Death[]): Promise<void> => {
      await bury(this.#deps, some);
      this.#view.ended(some.map(({ attemptId }) => attemptId));
    };
    this.#tell(await isolateBatches(cases.map(toDeath), work), ({ attemptId }) => attemptId);
  }

  /** The cases whose transactions endpoints tell alike, and those of which they tell different things; others wait for the next round. */
  async #look<One extends CaseOf<'confirmed' | 'landed'>>(
    cases: readonly One[],
    { commitment, quorum }: { commitment: 'confirmed' | 'finalized'; quorum: number },
    signal: AbortSignal,
  ): Promise<{ landed: Landed[]; disputed: One[] }> {
    if (cases.length === 0) return { landed: [], disputed: [] };
    const orders = await this.#deps.tracking.orders(cases.map(({ attempt }) => attempt.id));
    const orderOf = new Map<AttemptId, AttemptOrder>(orders.map((order) => [order.id, order]));
    const agreements = await landedTransactions(cases.map(toLanding), commitment, quorum, signal);
    const agreementOf = ({ attempt }: One): Agreement | undefined => agreements.get(attempt.signature);
    const landed = cases.flatMap((one): Landed[] => {
      const [order, agreement] = [orderOf.get(one.attempt.id), agreementOf(one)];
      return order === undefined || agreement?.kind !== 'agreed' ? [] : [{ order, transaction: agreement.transaction }];
    });
    return { landed, disputed: cases.filter((one) => agreementOf(one)?.kind === 'different') };
  }

  async #review(reviews: readonly Doubt[]): Promise<void> {
    const news = reviews.filter(({ attempt, reason }) => attempt.reviewReason !== reason);
    if (news.length === 0) return;
    const marked = await this.#deps.tracking.markForReview(
      news.map(({ attempt, reason }): Review => ({ attemptId: attempt.id, intentId: attempt.intentId, reason })),
    );
    for (const { attempt, reason } of news) {
      this.#view.reviewed(attempt.id, reason);
      if (!marked.has(attempt.id)) continue;
      this.#deps.log.error({ intentId: attempt.intentId, attemptId: attempt.id, reason }, 'attempt needs review');
    }
  }

  /** The bytes as committed, those that waited longest first. */
  async #rebroadcast(cases: readonly Case[]): Promise<void> {
    const { tracking, sender } = this.#deps;
    const waiting = [...cases].sort((a, b) => b.attempt.sentAgoMs - a.attempt.sentAgoMs).slice(0, REBROADCASTS);
    if (waiting.length === 0) return;
    const ids = waiting.map(({ attempt }) => attempt.id);
    await sender.send(await tracking.bytes(ids));
    await tracking.markSent(ids);
    this.#view.sent(ids);
  }

  #tell<T>(failures: readonly Failure<T>[], idOf: (item: T) => AttemptId): void {
    for (const { item, error } of failures) this.#setbacks.failed(idOf(item), error);
  }
}

/** Why an operator has to look at an attempt. */
interface Doubt {
  readonly attempt: LiveAttempt;
  readonly reason: string;
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

const toReview = ({ attempt, verdict }: CaseOf<'review'>): Doubt => ({ attempt, reason: verdict.reason });

const toLanding = ({ attempt, words, verdict }: CaseOf<'confirmed' | 'landed'>): SeenLanding => ({
  signature: attempt.signature,
  endpoints: words.map(({ endpoint }) => endpoint),
  isSeen: (transaction) => isSameLanding(transaction, verdict),
});
