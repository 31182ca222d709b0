import { describe, expect, it, vi } from 'vitest';
import type { ChainEndpoint, LatestBlockhash } from '#core/ports/chain.ts';
import { createBlockhashCache } from './blockhash-cache.ts';

const never = new AbortController().signal;

/** A chain at a height, whose endpoint answers when it is told to. */
function chainAt(blockHeight: bigint) {
  const answers: ((error?: Error) => void)[] = [];
  const latestBlockhash = (): Promise<LatestBlockhash> =>
    new Promise((resolve, reject) => {
      const blockhash = `hash-${state.height}`;
      answers.push((error) =>
        error === undefined ? resolve({ blockhash, lastValidBlockHeight: 9_999n, slot: 1n }) : reject(error),
      );
    });
  const state = {
    height: blockHeight,
    answers,
    read: <T>(work: (endpoint: ChainEndpoint) => Promise<T>): Promise<T> =>
      work({ latestBlockhash } as Partial<ChainEndpoint> as ChainEndpoint),
    highest: () => ({ slot: 10n * state.height, blockHeight: state.height }),
  };
  return state;
}

async function opened() {
  const chain = chainAt(100n);
  const cache = createBlockhashCache(chain);
  const first = cache.recent(never);
  chain.answers.shift()?.();
  expect((await first).blockhash).toBe('hash-100');
  return { chain, cache, read: async () => (await cache.recent(never)).blockhash };
}

describe('R-02 the blockhash that trades share', () => {
  it('ages in block heights and not in slots, and is renewed beside the trades before it is too old', async () => {
    const { chain, read } = await opened();
    chain.height = 103n;
    expect([await read(), chain.answers.length]).toEqual(['hash-100', 0]);
    chain.height = 104n;
    expect([await read(), await read(), chain.answers.length]).toEqual(['hash-100', 'hash-100', 1]);
    chain.answers.shift()?.();
    await vi.waitUntil(async () => (await read()) === 'hash-104');
  });

  it('is waited for once it is too old, by all with one call, and a failure is told', async () => {
    const { chain, cache } = await opened();
    chain.height = 116n;
    const waiting = [cache.recent(never), cache.recent(never)];
    expect(chain.answers).toHaveLength(1);
    chain.answers.shift()?.(new Error('no answer'));
    for (const one of waiting) await expect(one).rejects.toThrow('no answer');
    const again = cache.recent(never);
    chain.answers.shift()?.();
    expect((await again).blockhash).toBe('hash-116');
  });

  it('goes on being used while it cannot be renewed, and stops nobody who gave up', async () => {
    const { chain, cache, read } = await opened();
    chain.height = 110n;
    expect(await read()).toBe('hash-100');
    chain.answers.shift()?.(new Error('no answer'));
    expect(await read()).toBe('hash-100');
    chain.height = 130n;
    const gone = cache.recent(AbortSignal.abort(new Error('enough')));
    chain.answers.shift()?.();
    await expect(gone).rejects.toThrow('enough');
    expect(await read()).toBe('hash-130');
  });

  it('is read anew where the height it was read at has turned out to be wrong', async () => {
    const { chain, cache } = await opened();
    chain.height = 90n;
    const anew = cache.recent(never);
    expect(chain.answers).toHaveLength(1);
    chain.answers.shift()?.();
    expect((await anew).blockhash).toBe('hash-90');
  });
});
