/**
 * One RPC endpoint: a node that lags behind the truth, by more or less from call to call where several stand behind one address,
 * may be silent, and may lie. At most one of two lies, and a single one never does (docs/execution.md, fault model).
 */
import { counter, hit } from './coverage.ts';
import type { Decisions } from './decisions.ts';
import type { SimChain } from './sim-chain.ts';

/** What a lying endpoint is wrong about, each for the whole schedule; it says so most of the time. */
export interface Lies {
  /** Slots and heights it adds to what it has seen. */
  readonly ahead: number;
  readonly heights: 'true' | 'low' | 'high';
  readonly statuses: 'true' | 'none' | 'invented' | 'other outcome';
  readonly blockhash: 'true' | 'early' | 'late' | 'invented';
  readonly blocks: 'true' | 'without the signature' | 'with a gap' | 'not joined';
  readonly transactions: 'true' | 'none' | 'other balances';
  readonly balances: 'true' | 'high' | 'low';
  readonly sends: 'true' | 'kept';
}

const LIES = {
  ahead: counter('lie ahead of the chain'),
  heights: counter('lie heights'),
  statuses: counter('lie statuses'),
  blockhash: counter('lie blockhash'),
  blocks: counter('lie blocks'),
  transactions: counter('lie transactions'),
  balances: counter('lie balances'),
  sends: counter('lie kept bytes'),
} as const;

const SILENT = counter('fault rpc silent');
const LAG = counter('fault rpc lag');
const LOST_BLOCK = counter('fault rpc lost blocks');
const DROPPED = counter('fault rpc dropped bytes');
const HELD = counter('fault rpc held bytes');
const LAST_BLOCK = counter('fault rpc held bytes for the last block');

export class SimNode {
  readonly name: string;
  /** Slots behind. */
  lag: number;
  /** Slots more, from call to call. */
  jitter: number;
  silent = false;
  /** How often it did not do what it should. */
  faults = 0;
  /** Slots of which it has lost the blocks. */
  hole: { readonly from: number; readonly to: number } | null = null;
  lies: Lies | null;
  /** Bytes given to it land late, if they do. */
  #late = false;
  readonly #chain: SimChain;
  readonly #decisions: Decisions;

  constructor(chain: SimChain, decisions: Decisions, index: number, liar: boolean) {
    this.#chain = chain;
    this.#decisions = decisions;
    this.name = `rpc${index}`;
    this.lag = decisions.pick([0, 0, 0, 1, 3, 12, 12, 40]);
    this.jitter = decisions.pick([0, 0, 0, 0, 0, 4, 4, 40]);
    this.lies = liar ? inventLies(decisions) : null;
    if (this.lag + this.jitter > 3) hit(LAG);
  }

  uneven(): void {
    this.lag = 0;
    this.jitter = 40;
    this.#late = true;
  }

  /** Faults have stopped; lies end when they are found out. */
  heal(): void {
    this.lag = 0;
    this.jitter = 0;
    this.silent = false;
  }

  /** It has been found out. */
  mend(): void {
    this.lies = null;
    this.hole = null;
  }

  get isWrong(): boolean {
    return this.lies !== null || this.hole !== null;
  }

  /** @throws while it does not answer */
  view(): number {
    if (this.silent) {
      this.#fault(SILENT);
      throw SILENCE;
    }
    const behind = this.lag + (this.jitter === 0 ? 0 : this.#decisions.below(this.jitter));
    return this.#chain.tip - behind;
  }

  hasLost(slot: number): boolean {
    const lost = this.hole !== null && this.hole.from <= slot && slot <= this.hole.to;
    if (lost) this.#fault(LOST_BLOCK);
    return lost;
  }

  /** Whether it lies about this now, and how. */
  lie<Kind extends keyof Lies>(kind: Kind): Lies[Kind] | null {
    const lie = this.lies?.[kind];
    if (lie === undefined || lie === 'true' || lie === 0 || this.#decisions.below(8) === 0) return null;
    this.#fault(LIES[kind]);
    return lie;
  }

  #fateOfBytes(): number {
    return this.#late ? 6 + this.#decisions.below(4) : this.#decisions.below(10);
  }

  #fault(count: number): void {
    this.faults += 1;
    hit(count);
  }

  /** Takes signed bytes. It passes them on, drops them, or lets them loose later. */
  receive(raw: Uint8Array, calm: boolean): void {
    const last = this.#chain.lastHeightOf(raw);
    const fate = calm ? 0 : this.lie('sends') !== null ? 9 : this.#fateOfBytes();
    if (fate === 7) this.#fault(DROPPED);
    else if (fate === 8) {
      this.#fault(HELD);
      this.#chain.receive(raw, Math.max(1, last - this.#decisions.below(150)));
    } else if (fate === 9) {
      this.#fault(LAST_BLOCK);
      this.#chain.receive(raw, last);
    } else this.#chain.receive(raw);
  }
}

const SILENCE = new Error('the endpoint is silent');

const inventLies = (decisions: Decisions): Lies => ({
  ahead: decisions.pick([0, 0, 0, 0, 0, 0, 60, 300]),
  heights: decisions.pick(['true', 'true', 'true', 'true', 'low', 'high']),
  statuses: decisions.pick(['true', 'none', 'none', 'invented', 'other outcome']),
  blockhash: decisions.pick(['true', 'true', 'early', 'late', 'invented']),
  blocks: decisions.pick(['true', 'without the signature', 'with a gap', 'not joined']),
  transactions: decisions.pick(['true', 'none', 'other balances']),
  balances: decisions.pick(['true', 'high', 'low']),
  sends: decisions.pick(['true', 'kept']),
});
