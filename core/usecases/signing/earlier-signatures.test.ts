import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/adapters/clock.ts';
import type { Signature } from '#core/domain/ids.ts';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import { earlierMayLand } from './earlier-signatures.ts';

const EARLIER = [{ signature: 'first' as Signature, deathBound: 100n }];

interface View {
  readonly height: bigint;
  readonly status?: object;
  readonly transaction?: object;
}

const endpoint = ({ height, status, transaction }: View): Partial<ChainEndpoint> => ({
  heights: async () => ({ slot: height, blockHeight: height }),
  statuses: async () => ({ slot: height, statuses: [(status ?? null) as never] }),
  transactions: async () => [(transaction ?? null) as never],
});

const ask = async (views: readonly (View | null)[], earlier = EARLIER): Promise<string | null> => {
  const silent = { heights: () => Promise.reject(new Error('silent')) };
  const witnesses = views.map((view) => (view === null ? silent : endpoint(view)));
  const chain = { quorum: Math.min(2, views.length), witnesses: () => witnesses } as never;
  return (await earlierMayLand({ chain, clock: systemClock }, { earlier }))?.code ?? null;
};

describe('W-03 what was signed before', () => {
  const GONE: View = { height: 101n };

  it('is signed again once no block can hold the first, and nobody knows it', async () => {
    expect(await ask([GONE])).toBeNull();
    expect(await ask([GONE, GONE])).toBeNull();
  });

  it.each<[string, readonly View[]]>([
    ['a block may still hold the first', [{ height: 100n }]],
    ['one endpoint has not come so far', [GONE, { height: 100n }]],
    ['the first has landed', [{ height: 101n, status: {} }]],
    ['status caches have forgotten it', [{ height: 101n, transaction: {} }]],
    ['one endpoint knows it', [GONE, { height: 101n, transaction: {} }]],
  ])('is not while %s', async (_what, views) => {
    expect(await ask(views)).toBe('MAY_HAVE_LANDED');
  });

  it('is not on the word of one endpoint where two must agree', async () => {
    await expect(ask([GONE, null])).rejects.toMatchObject({ code: 'CHAIN_UNAVAILABLE' });
  });

  it('a first signature asks nobody', async () => {
    expect(await ask([null], [])).toBeNull();
  });
});
