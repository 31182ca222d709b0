/**
 * Where every choice of a schedule comes from: a seed, or a tape of what was chosen before. Zero is always the choice that does
 * no harm and goes on, so that a tape is shrunk by writing zeros into it, and goes on with zeros where it ends.
 */
export class Decisions {
  readonly #tape: readonly number[] | null;
  readonly #record: number[] | null;
  /** What the first choice is, whatever the seed says. */
  #opening: number | null;
  #position = 0;
  #state: number;

  private constructor(
    state: number,
    tape: readonly number[] | null,
    record: number[] | null = null,
    opening: number | null = null,
  ) {
    this.#state = state;
    this.#opening = opening;
    this.#tape = tape;
    this.#record = record;
  }

  static fromSeed(
    seed: number,
    index: number,
    { record = null, opening = null }: { record?: number[] | null; opening?: number | null } = {},
  ): Decisions {
    return new Decisions(mix(mix(seed) ^ mix(index + 0x9e3779b9)), null, record, opening);
  }

  static fromTape(tape: readonly number[]): Decisions {
    return new Decisions(0, tape);
  }

  /** 0 … n − 1. `n` is at least 1. */
  below(n: number): number {
    const chosen = (this.#opening ?? (this.#tape === null ? this.#next() : (this.#tape[this.#position++] ?? 0))) % n;
    this.#opening = null;
    if (this.#record !== null) this.#record.push(chosen);
    return chosen;
  }

  /** True in `perMille` of a thousand. */
  chance(perMille: number): boolean {
    return this.below(1_000) >= 1_000 - perMille;
  }

  /** One of them; the first is the harmless one. */
  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  /** mulberry32: 32 bits of state, which is enough for some hundred choices. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return (t ^ (t >>> 14)) >>> 0;
  }
}

/** Spreads neighbouring numbers far apart (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
