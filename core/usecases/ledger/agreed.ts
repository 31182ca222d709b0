/** What enough endpoints tell alike: where there are two, no single one writes anything into a ledger. */
import { appError } from '#core/domain/errors.ts';
import type { Chain, ChainEndpoint } from '#core/ports/chain.ts';

/** Endpoints to ask, and how many of them must tell the same. */
export interface Panel {
  readonly endpoints: readonly ChainEndpoint[];
  readonly quorum: number;
}

/**
 * The endpoints, and the highest slot that as many of them as must agree have finalized.
 * @throws AppError CHAIN_UNAVAILABLE when too few answer
 */
export async function finalizedAt(
  chain: Pick<Chain, 'witnesses' | 'quorum'>,
  signal: AbortSignal,
): Promise<Panel & { readonly slot: bigint }> {
  const [endpoints, quorum] = [chain.witnesses(), chain.quorum];
  const heights = await Promise.allSettled(endpoints.map((endpoint) => endpoint.heights('finalized', signal)));
  signal.throwIfAborted();
  const slots = heights.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.slot] : []));
  const slot = slots.sort((a, b) => (a > b ? -1 : a < b ? 1 : 0))[quorum - 1];
  if (slot === undefined) throw appError('CHAIN_UNAVAILABLE', {});
  return { endpoints, quorum, slot };
}

/**
 * The answers of `quorum` endpoints or more whose `key` is the same. As many as must agree are asked at first, and the others
 * one by one, as long as they do not.
 * @throws the first endpoint's error where too few answered, or an Error naming what they told differently
 */
export async function agreed<T>(
  { endpoints, quorum }: Panel,
  what: string,
  ask: (endpoint: ChainEndpoint) => Promise<T>,
  key: (answer: T) => string,
): Promise<readonly T[]> {
  const groups = new Map<string, T[]>();
  const failures: unknown[] = [];
  for (const turn of [endpoints.slice(0, quorum), ...endpoints.slice(quorum).map((endpoint) => [endpoint])]) {
    for (const answer of await Promise.allSettled(turn.map(ask))) {
      if (answer.status === 'rejected') failures.push(answer.reason);
      else groups.set(key(answer.value), [...(groups.get(key(answer.value)) ?? []), answer.value]);
    }
    const most = [...groups.values()].find((answers) => answers.length >= quorum);
    if (most !== undefined) return most;
  }
  if (failures.length > 0) throw failures[0];
  throw new Error(`endpoints do not agree about ${what}`);
}

/** As `agreed`, where equal answers are equal in everything. */
export async function agreedOn<T>(
  panel: Panel,
  what: string,
  ask: (endpoint: ChainEndpoint) => Promise<T>,
  key: (answer: T) => string,
): Promise<T> {
  const [answer] = await agreed(panel, what, ask, key);
  if (answer === undefined) throw new Error(`nobody tells about ${what}`);
  return answer;
}
