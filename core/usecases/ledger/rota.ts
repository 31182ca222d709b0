/** Goes round many wallets a few at a time: the ones it has not taken for longest first. */
import type { WalletId } from '#core/domain/ids.ts';
import type { Clock } from '#core/ports/clock.ts';

export class Rota {
  readonly #takenAt = new Map<WalletId, number>();
  readonly #clock: Clock;
  readonly #restMs: number;

  /** @param restMs a wallet is left alone for this long after it was taken */
  constructor(clock: Clock, restMs: number) {
    this.#clock = clock;
    this.#restMs = restMs;
  }

  /** At most `limit` of the wallets, which count as taken now. */
  next<One extends { readonly id: WalletId }>(wallets: readonly One[], limit: number): One[] {
    const now = this.#clock.ticks();
    const age = ({ id }: One): number => this.#takenAt.get(id) ?? Number.NEGATIVE_INFINITY;
    const due = wallets
      .filter((wallet) => age(wallet) <= now - this.#restMs)
      .sort((a, b) => (age(a) < age(b) ? -1 : age(a) > age(b) ? 1 : 0))
      .slice(0, limit);
    for (const { id } of due) this.#takenAt.set(id, now);
    return due;
  }
}
