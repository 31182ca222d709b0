import { expect, it } from 'vitest';
import { eventRow, landingRow, UNITS } from '../../test-support.ts';
import { readEvent } from './campaign-event.ts';
import { describeEvent } from './event-sentence.ts';

const trade = { intentId: 'intent-7', sequence: 7 };

it.each([
  [eventRow(1, 'RUN_STATUS', { status: 'PAUSED' }), { title: 'Paused', detail: null }],
  [
    eventRow(1, 'RUN_STATUS', { status: 'COMPLETED', reason: 'TIME_OVER', unspent: '300000000' }),
    { title: 'Completed', detail: 'time over, 0.3 SOL unspent', tone: 'good' },
  ],
  [eventRow(1, 'TRADE_DUE', { ...trade, amountIn: '100000000' }), { title: 'Trade 7 is due', detail: '0.1 SOL' }],
  [
    eventRow(1, 'TRADE_DENIED', { ...trade, code: 'PRICE_ABOVE_LIMIT' }),
    { title: 'Trade 7 waits', detail: 'price above limit', tone: 'warn' },
  ],
  [landingRow(1, 'TRADE_FILLED', 7), { title: 'Trade 7 is final', detail: '0.1 SOL → 400 GATE at 0.000250000' }],
  [
    eventRow(1, 'TRADE_FAILED', { ...trade, signature: 's', error: 'ExceededSlippage (30)' }),
    { title: 'Trade 7 failed on chain', detail: 'ExceededSlippage (30)', tone: 'bad' },
  ],
  [eventRow(1, 'TRADE_CANCELLED', { intentId: 'x' }), { title: 'Trade was cancelled', detail: null }],
])('the log tells %#', (row, line) => {
  expect(describeEvent(readEvent(row), UNITS)).toMatchObject(line);
});

it('the log is silent on what it cannot read', () => {
  expect(describeEvent({ kind: 'UNKNOWN', seq: 1n, at: 0 }, UNITS)).toBeNull();
});
