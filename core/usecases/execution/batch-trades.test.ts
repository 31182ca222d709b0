import { describe, expect, it } from 'vitest';
import type { IntentId } from '#core/domain/ids.ts';
import type { QueuedIntent } from '#core/ports/queue.ts';
import { batchTrades } from './batch-trades.ts';
import type { TradeResult } from './trade-result.ts';

interface Batch {
  readonly ids: readonly IntentId[];
  readonly signal: AbortSignal;
  end(): void;
}

/** One batch at a time; each ends when it is told to. */
function desk() {
  const batches: Batch[] = [];
  const run = (intents: readonly QueuedIntent[], signal: AbortSignal): Promise<TradeResult[]> =>
    new Promise((resolve) => {
      const results = intents.map((): TradeResult => ({ status: 'fulfilled', value: 'sent' }));
      batches.push({ ids: intents.map(({ intentId }) => intentId), signal, end: () => resolve(results) });
    });
  const trade = batchTrades({ run, maxInFlight: 1, maxItems: 10 });
  const job = (id: string, limit = new AbortController()) => ({
    limit,
    done: trade({ intent: { intentId: id as IntentId, fence: 0n }, signal: limit.signal }),
  });
  return { batches, job };
}

/** What is resolved by now has gone on. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('E-02 trades that run together', () => {
  it('are not given up because the time of one of them was over while it waited', async () => {
    const { batches, job } = desk();
    const [busy, late, fresh] = [job('busy'), job('late'), job('fresh')];
    late.limit.abort(new Error('time is up'));
    batches[0]?.end();
    await turn();
    expect(batches[1]).toMatchObject({ ids: ['fresh'], signal: { aborted: false } });
    batches[1]?.end();
    expect(await Promise.all([busy.done, fresh.done])).toEqual(['sent', 'sent']);
    await expect(late.done).rejects.toThrow('time is up');
  });

  it('go on until the time of the last of them is over', async () => {
    const { batches, job } = desk();
    const [busy, one, other] = [job('busy'), job('one'), job('other')];
    batches[0]?.end();
    await turn();
    one.limit.abort();
    expect(batches[1]?.signal.aborted).toBe(false);
    other.limit.abort(new Error('time is up'));
    expect(batches[1]?.signal).toMatchObject({ aborted: true, reason: new Error('time is up') });
    batches[1]?.end();
    await Promise.all([busy.done, one.done, other.done]);
  });

  it('are not begun when the time of all of them is over', async () => {
    const { batches, job } = desk();
    const [busy, late] = [job('busy'), job('late')];
    late.limit.abort(new Error('time is up'));
    batches[0]?.end();
    await busy.done;
    await expect(late.done).rejects.toThrow('time is up');
    expect(batches).toHaveLength(1);
  });
});
