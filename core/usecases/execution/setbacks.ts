/** Attempts whose end could not be recorded: told one by one, and left aside for a while, so that the others go on. */
import type { AttemptId } from '#core/domain/ids.ts';
import type { MachineDeps } from './deps.ts';

/** What could not be recorded is not tried again before this. */
const AGAIN_MS = 5_000;
/** As often as endpoints may tell different things of one transaction before an operator is asked. */
const PATIENCE = 3;

interface Setback {
  readonly at: number;
  /** How often endpoints have told different things of it, in a row. */
  readonly disagreements: number;
}

export class Setbacks {
  readonly #setbacks = new Map<AttemptId, Setback>();
  readonly #deps: Pick<MachineDeps, 'clock' | 'log'>;

  constructor(deps: Pick<MachineDeps, 'clock' | 'log'>) {
    this.#deps = deps;
  }

  /** Forgets what is not live any more. */
  keep(live: readonly { readonly id: AttemptId }[]): void {
    if (this.#setbacks.size === 0) return;
    const ids = new Set(live.map(({ id }) => id));
    for (const id of this.#setbacks.keys()) if (!ids.has(id)) this.#setbacks.delete(id);
  }

  isDue(id: AttemptId): boolean {
    const setback = this.#setbacks.get(id);
    return setback === undefined || this.#deps.clock.ticks() - setback.at >= AGAIN_MS;
  }

  failed(attemptId: AttemptId, error: unknown): void {
    this.#setbacks.set(attemptId, { at: this.#deps.clock.ticks(), disagreements: 0 });
    this.#deps.log.error({ attemptId, err: error }, 'attempt could not be recorded; it is tried again');
  }

  /** Endpoints told different things of its transaction. Whether an operator has to look by now. */
  disagreed(attemptId: AttemptId): boolean {
    const disagreements = (this.#setbacks.get(attemptId)?.disagreements ?? 0) + 1;
    this.#setbacks.set(attemptId, { at: this.#deps.clock.ticks(), disagreements });
    if (disagreements === 1) {
      this.#deps.log.warn({ attemptId }, 'endpoints tell different things of a transaction; they are asked again');
    }
    return disagreements >= PATIENCE;
  }
}
