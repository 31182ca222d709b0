/** Waits for the step a case names, of the trade it names, and kills at that very byte. */
import bs58 from 'bs58';
import type { Supervised } from '../supervised.ts';
import type { Done } from './postgres-wire.ts';
import type { Verdict } from './proxy.ts';
import type { Happening, Watcher } from './stage.ts';

/** The seven steps of docs/execution.md. */
export type Step = 1 | 2 | 3 | 4 | 5 | 6 | 7;
/** The worker that claimed, the signer, or the process whose tracker looks after live attempts. */
export type Role = 'worker' | 'signer' | 'tracker';

export interface Trade {
  readonly runId: string;
  intentId: string | null;
  attemptId: string | null;
  /** How often its bytes had been sent when somebody was killed. */
  sentBefore: number | null;
  /** Every byte string of it that left for the chain. */
  readonly sent: Set<string>;
}

export interface Case {
  readonly step: Step;
  readonly role: Role;
  readonly trade: Trade;
  /** Settled by the kill. */
  readonly killed: Promise<void>;
}

/** The statement of each step that is one of Postgres'. */
const STATEMENT: Partial<Record<Step, string>> = {
  1: 'insert-run-intents',
  2: 'claim-intents',
  4: 'signing-insert-attempts',
  6: 'close-landed',
  7: 'close-dead',
};

export class Director implements Watcher {
  readonly #waiting = new Map<Case, () => void>();
  readonly #trades = new Map<string, Trade>();
  /** Trades whose bytes never reach the chain, until one attempt has been buried. */
  readonly #swallowed = new Set<Trade>();
  #claimer: Supervised | null = null;
  #tracker: Supervised | null = null;
  #signer: Supervised | null = null;
  /** Bytes that left before the row was committed, or that no row holds (I5). */
  readonly strays: string[] = [];
  readonly #committed = new Set<string>();

  /** Whether the signature of a trade is never to arrive, so that it has to be proved dead. */
  arm(step: Step, role: Role, runId: string): Case {
    const trade: Trade = { runId, intentId: null, attemptId: null, sentBefore: null, sent: new Set() };
    this.#trades.set(runId, trade);
    if (step === 7) this.#swallowed.add(trade);
    let settle: () => void = () => undefined;
    const killed = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const one: Case = { step, role, trade, killed };
    this.#waiting.set(one, settle);
    return one;
  }

  onHappening(happening: Happening): Verdict {
    this.#learn(happening);
    // One commit may be a step of several trades.
    const due = [...this.#waiting].filter(([one]) => this.#isStep(one, happening));
    const victims = due.map(([one, settle]) => this.#kill(one, settle, happening));
    return victims.includes(happening.process) ? 'lost' : 'pass';
  }

  #kill(one: Case, settle: () => void, happening: Happening): Supervised | null {
    const victim = this.#victim(one.role, happening);
    if (victim === null) return null;
    this.#waiting.delete(one);
    one.trade.sentBefore = one.trade.sent.size;
    void victim.kill();
    settle();
    return victim;
  }

  onSend(raw: Buffer): string | undefined {
    const trade = this.#tradeOf(raw);
    if (trade === undefined) return undefined;
    trade.sent.add(raw.toString('base64'));
    if (!this.#committed.has(trade.intentId ?? '')) this.strays.push(`${trade.intentId}`);
    return this.#swallowed.has(trade) ? bs58.encode(raw.subarray(1, 65)) : undefined;
  }

  /** The seed of a swap's own token account is the intent's id without its hyphens. */
  #tradeOf(bytes: Buffer): Trade | undefined {
    return [...this.#trades.values()].find(
      ({ intentId }) => intentId !== null && bytes.includes(intentId.replaceAll('-', '')),
    );
  }

  #learn(happening: Happening): void {
    const { process } = happening;
    if (process.name === 'signer') this.#signer = process;
    if (happening.kind !== 'statement') return;
    const { statement, parameters, tag, before } = happening.done;
    if (statement === 'live-attempts') this.#tracker = process;
    if (statement === 'claim-intents') this.#claimer = process;
    if (statement === 'insert-run-intents') this.#learnIntents(parameters);
    if (tag !== 'COMMIT') return;
    for (const trade of this.#trades.values()) {
      if (isAbout(before, 'signing-insert-attempts', trade.intentId)) this.#committed.add(trade.intentId ?? '');
      if (isAbout(before, 'close-dead', trade.attemptId)) this.#swallowed.delete(trade);
    }
  }

  /** The dispatcher's one parameter is a JSON list. */
  #learnIntents(parameters: string): void {
    const rows = JSON.parse(parameters.slice(parameters.indexOf('['), parameters.lastIndexOf(']') + 1)) as {
      id: string;
      run_id: string;
    }[];
    for (const { id, run_id } of rows) {
      const trade = this.#trades.get(run_id);
      if (trade !== undefined) trade.intentId = id;
    }
  }

  #isStep({ step, trade }: Case, happening: Happening): boolean {
    if (happening.kind === 'call') {
      const { method, request } = happening.called;
      if (method !== (step === 3 ? 'simulateTransaction' : step === 5 ? 'sendTransaction' : null)) return false;
      const [raw] = (JSON.parse(request) as { params: unknown[] }).params;
      return this.#tradeOf(Buffer.from(String(raw), 'base64')) === trade;
    }
    if (happening.kind !== 'statement') return false;
    const { done } = happening;
    const statement = STATEMENT[step];
    if (statement === undefined) return false;
    const id = step === 1 ? trade.runId : step < 6 ? trade.intentId : trade.attemptId;
    // What found nothing to do, as a claim may, is no step.
    const did = done.before.filter(({ tag }) => !tag.endsWith(' 0'));
    return done.tag === 'COMMIT' && isAbout(did, statement, id);
  }

  #victim(role: Role, { process }: Happening): Supervised | null {
    if (role === 'signer') return this.#signer;
    if (process.name === 'signer') return role === 'tracker' ? this.#tracker : this.#claimer;
    return role === 'tracker' ? (this.#tracker ?? process) : process;
  }
}

const isAbout = (done: readonly Omit<Done, 'before'>[], statement: string, id: string | null): boolean =>
  id !== null && done.some((one) => one.statement === statement && one.parameters.includes(id));
