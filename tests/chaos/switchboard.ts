/** The local chain's fault switchboard (docs/local-chain.md), over HTTP. */
import { setTimeout as delay } from 'node:timers/promises';

/** As the switchboard takes it: a kind with its fields, and who is struck. */
export interface FaultRule {
  readonly kind: string;
  /** Index of the address; both when left out. */
  readonly endpoint?: 0 | 1;
  readonly [field: string]: unknown;
}

const ANSWER_MS = 5_000;
const RETRY_MS = 100;

export class Switchboard {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Sets a rule and answers its id. */
  async set(rule: FaultRule): Promise<string> {
    const { id } = await this.#ask<{ id: string }>('POST', '/faults', rule);
    return id;
  }

  /** Takes rules away; those that went with a killed chain are gone already. */
  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.#ask('DELETE', `/faults/${id}`);
  }

  /** No more faults. What is held back is let go of at the height it is held for. */
  async clear(): Promise<void> {
    await this.#ask('DELETE', '/faults');
  }

  /** How many transactions are held back. */
  async held(): Promise<number> {
    return (await this.#ask<{ held: unknown[] }>('GET', '/faults')).held.length;
  }

  /** Until the chain answers: it is killed and frozen like everything else. */
  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    for (;;) {
      try {
        const response = await fetch(`${this.#url}${path}`, {
          method,
          signal: AbortSignal.timeout(ANSWER_MS),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const answer = (await response.json()) as T & { error?: string };
        if (response.status === 400) throw new RefusedRule(`${answer.error}: ${JSON.stringify(body)}`);
        return answer;
      } catch (error) {
        if (error instanceof RefusedRule) throw error;
        await delay(RETRY_MS);
      }
    }
  }
}

/** The switchboard knows no such rule: the harness is wrong. */
class RefusedRule extends Error {
  override readonly name = 'RefusedRule';
}
