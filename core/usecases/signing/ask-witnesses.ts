/** One question to every endpoint whose word counts, for as many answers as must agree. */
import { appError } from '#core/domain/errors.ts';
import type { Chain, ChainEndpoint } from '#core/ports/chain.ts';
import type { Clock } from '#core/ports/clock.ts';

/** How long endpoints beyond those that are needed are waited for: the answer is the better for each, but none holds up a trade. */
const GRACE_MS = 250;

/**
 * What all endpoints answer, or those that did when the grace for the others was over.
 * @throws AppError CHAIN_UNAVAILABLE when fewer answer than must agree: one of them alone may be the one that lags or lies.
 */
export async function askWitnesses<T>(
  { chain, clock }: { readonly chain: Chain; readonly clock: Clock },
  ask: (endpoint: ChainEndpoint) => Promise<T>,
): Promise<readonly T[]> {
  const answers: T[] = [];
  const over = new AbortController();
  await new Promise<void>((resolve) => {
    const asked = chain.witnesses().map(async (endpoint) => {
      answers.push(await ask(endpoint));
      if (answers.length === chain.quorum) clock.wait(GRACE_MS, over.signal).then(resolve, () => resolve());
    });
    void Promise.allSettled(asked).then(() => resolve());
  });
  over.abort();
  if (answers.length < chain.quorum) throw appError('CHAIN_UNAVAILABLE', {});
  return [...answers];
}
