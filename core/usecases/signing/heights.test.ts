import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/adapters/clock.ts';
import type { Chain, ChainEndpoint, Heights } from '#core/ports/chain.ts';
import { createHeightReader } from './heights.ts';

const at = (slot: bigint): Heights => ({ slot, blockHeight: slot - 100n });
const silent = new Promise<Heights>(() => undefined);

/** A chain whose endpoints answer as told; an endpoint without an answer fails. */
function read(answers: readonly (Heights | Promise<Heights> | null)[], over: Partial<Chain> = {}) {
  const witnesses = answers.map(
    (answer): Partial<ChainEndpoint> => ({
      heights: async () => answer ?? Promise.reject(new Error('no answer')),
    }),
  );
  const chain: Partial<Chain> = {
    quorum: 2,
    witnesses: () => witnesses as ChainEndpoint[],
    highest: () => at(1_000n),
    ...over,
  };
  return createHeightReader(chain as Chain, systemClock)();
}

describe('E-04 the signer reads heights', () => {
  it('of all endpoints, the highest also of what was shown before', async () => {
    expect(await read([at(990n), at(995n)])).toEqual({
      highestHeight: 900n,
      lowestHeight: 890n,
      lowestSlot: 990n,
    });
    expect((await read([at(1_010n), at(995n)])).highestHeight).toBe(910n);
  });

  it('not of one alone where two must agree: that one may be the one that lags', async () => {
    await expect(read([at(990n), null])).rejects.toMatchObject({ code: 'CHAIN_UNAVAILABLE' });
    await expect(read([at(990n)])).rejects.toMatchObject({ code: 'CHAIN_UNAVAILABLE' });
    await expect(read([])).rejects.toMatchObject({ code: 'CHAIN_UNAVAILABLE' });
  });

  it('of one where only one is configured', async () => {
    expect((await read([at(990n)], { quorum: 1 })).lowestSlot).toBe(990n);
  });

  it('and does not wait for one that is silent when enough others have answered', async () => {
    expect((await read([at(990n), silent, at(995n)])).lowestSlot).toBe(990n);
  });

  it('and waits a little for one that is not the first', async () => {
    const soon = new Promise<Heights>((resolve) => setTimeout(() => resolve(at(980n)), 20));
    expect((await read([at(990n), soon, at(995n)])).lowestSlot).toBe(980n);
  });
});
