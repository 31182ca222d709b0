import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventRow, fillRow, landingRow } from '../../test-support.ts';
import { type CampaignEvent, readEvent } from './campaign-event.ts';
import { applyEvents, countWithoutDetail, emptyLiveState, LOG_LENGTH, mergeFills, newestFirst } from './live-state.ts';

const start = emptyLiveState(0n);
const landed = (seq: number, n: number): CampaignEvent => readEvent(landingRow(seq, 'TRADE_LANDED', n));
const filled = (seq: number, n: number): CampaignEvent => readEvent(landingRow(seq, 'TRADE_FILLED', n));
const expired = (seq: number, n: number): CampaignEvent =>
  readEvent(eventRow(seq, 'TRADE_EXPIRED', { intentId: `intent-${n}`, sequence: n, reason: 'BLOCKHASH_EXPIRED' }));

describe('applyEvents', () => {
  it('shows a landed trade as provisional, without a fee, and then as final', () => {
    const seen = applyEvents(start, [landed(1, 1)]);
    expect(newestFirst(seen.fills)).toMatchObject([{ signature: 'signature-1', final: false, fee: null }]);
    const done = applyEvents(seen, [filled(2, 1)]);
    expect(newestFirst(done.fills)).toMatchObject([{ signature: 'signature-1', final: true, fee: 6_200n }]);
  });

  it('keeps the moment a trade was first seen', () => {
    const { fills } = applyEvents(start, [landed(1, 1), filled(9, 1)]);
    expect(fills.get('signature-1')?.at).toBe(landed(1, 1).at);
  });

  it('L-02 counts a replayed event once, whole or in part', () => {
    const events = [landed(1, 1), filled(2, 1), landed(3, 2)];
    const once = applyEvents(start, events);
    expect(applyEvents(once, events)).toBe(once);
    expect(applyEvents(applyEvents(start, events.slice(0, 2)), events)).toEqual(once);
  });

  it('L-02 comes to the same state however the stream is cut into pieces', () => {
    const events = [landed(1, 1), landed(2, 2), filled(3, 1), expired(4, 2), landed(5, 3), filled(6, 3)];
    const whole = applyEvents(start, events);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: events.length }), { maxLength: 4 }), (cuts) => {
        const edges = [0, ...cuts.toSorted((a, b) => a - b), events.length];
        const pieces = edges.slice(1).map((end, index) => events.slice(Math.max(0, (edges[index] ?? 0) - 2), end));
        expect(pieces.reduce(applyEvents, start)).toEqual(whole);
      }),
    );
  });

  it('takes back a provisional trade whose fork was undone', () => {
    const { fills } = applyEvents(start, [landed(1, 1), landed(2, 2), expired(3, 1)]);
    expect([...fills.keys()]).toEqual(['signature-2']);
  });

  it('never takes back a final one', () => {
    const { fills } = applyEvents(start, [filled(1, 1), expired(2, 1), landed(3, 1)]);
    expect(fills.get('signature-1')).toMatchObject({ final: true, fee: 6_200n });
  });

  it('keeps the newest of the log, newest first', () => {
    const events = Array.from({ length: LOG_LENGTH + 20 }, (_, index) => landed(index + 1, index));
    const { log, lastSeq } = applyEvents(start, events);
    expect(log).toHaveLength(LOG_LENGTH);
    expect(log[0]?.seq).toBe(lastSeq);
    expect(lastSeq).toBe(BigInt(LOG_LENGTH + 20));
  });
});

describe('mergeFills', () => {
  it('adds what the event left out, and keeps when and for which intent the trade was seen', () => {
    const seen = applyEvents(start, [landed(1, 1), filled(2, 1)]);
    expect(countWithoutDetail(seen.fills)).toBe(1);
    const { fills } = mergeFills(seen, [fillRow(1)]);
    expect(countWithoutDetail(fills)).toBe(0);
    expect(fills.get('signature-1')).toMatchObject({ slippageBps: 12, intentId: 'intent-1', at: landed(1, 1).at });
  });

  it('is not undone by an event that comes late', () => {
    const merged = mergeFills(start, [fillRow(1)]);
    expect(applyEvents(merged, [landed(1, 1), filled(2, 1)]).fills.get('signature-1')).toEqual(fillRow(1));
  });

  it('orders rows by slot whatever the order they came in', () => {
    const { fills } = mergeFills(applyEvents(start, [landed(1, 2)]), [fillRow(3), fillRow(1)]);
    expect(newestFirst(fills).map(({ signature }) => signature)).toEqual(['signature-3', 'signature-2', 'signature-1']);
  });
});
