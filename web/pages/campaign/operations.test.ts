import { describe, expect, it } from 'vitest';
import type { Campaign, Summary } from './campaign.ts';
import { announcement, asksFirst, consequences, notYetSent } from './operations.ts';

const SUMMARY: Summary = {
  budget: '4000000000',
  spent: '1200000000',
  received: '4800000000',
  committed: '300000000',
  unspent: '2800000000',
  trades: 12,
  failed: 1,
  expired: 0,
  cancelled: 0,
  pending: 3,
  inFlight: 2,
  successRate: 0.92,
  averagePrice: '0.00025',
  fees: '74400',
  tips: '0',
  rent: '2039280',
  progress: 0.3,
  nextTradeAt: null,
};

function campaign(summary: Partial<Summary> | null, twapBuy: Partial<Campaign['twapBuy']> = {}): Campaign {
  const run = {
    campaignId: 'c',
    id: 'r',
    number: 1,
    status: 'RUNNING',
    startedAt: '',
    endsAt: '',
    endedAt: null,
    endReason: null,
  };
  return {
    id: 'c',
    name: 'Demo',
    inputMint: 'So11111111111111111111111111111111111111112',
    outputMint: 'EwMK5yLJ7c9fXSQUXynq7JVwEZBGqUqTdj8YLbBcuK6a',
    inputDecimals: 9,
    outputDecimals: 6,
    inputSymbol: 'SOL',
    outputSymbol: 'GATE',
    wallet: { id: 'w', label: 'Main', address: 'A' },
    twapBuy: {
      budget: '4000000000',
      durationSeconds: 120,
      slices: 20,
      cadenceSeconds: null,
      minTrade: null,
      maxTrade: null,
      limitPrice: null,
      ...twapBuy,
    },
    currentRun: summary === null ? null : { ...run, summary: { ...SUMMARY, ...summary } },
  } as Campaign;
}

describe('notYetSent', () => {
  it('counts queued trades and those the plan has not come to', () => {
    expect(notYetSent(campaign({}))).toBe(20 - 12 - 1 - 2);
    expect(notYetSent(campaign({}, { slices: null, cadenceSeconds: 10 }))).toBe(0 + 3 - 2);
  });

  it('is nothing without a run', () => {
    expect(notYetSent(campaign(null))).toBe(0);
  });
});

describe('U-10 consequences', () => {
  it('of a stop name what is cancelled, what is in flight and what stays', () => {
    expect(consequences('STOP', campaign({}))).toEqual([
      '5 trades not yet sent are cancelled.',
      '2 trades in flight are driven to their end.',
      'What is not spent by then, up to 2.8 SOL, stays in the wallet. The run ends for good.',
    ]);
    expect(consequences('STOP', campaign({ trades: 18, inFlight: 0, pending: 1 }))[0]).toBe(
      '1 trade not yet sent is cancelled.',
    );
  });

  it('of a start name the money, the wallet, the pace and the limit', () => {
    const [money, fees, limit] = consequences('START', campaign(null, { limitPrice: '0.0003' }));
    expect(money).toBe('Up to 4 SOL of the wallet “Main” buys GATE, over 2 min in 20 trades.');
    expect(fees).toContain('on top');
    expect(limit).toBe('Nothing is bought above 0.0003 SOL each.');
  });

  it('of a pause name what is in flight, if anything is', () => {
    expect(consequences('PAUSE', campaign({ inFlight: 1 }))).toEqual([
      'Nothing new is signed from now on.',
      '1 trade in flight is driven to its end.',
    ]);
    expect(consequences('PAUSE', campaign({ inFlight: 0 }))).toHaveLength(1);
  });

  it('are asked about before all but a pause', () => {
    expect((['START', 'RESUME', 'STOP', 'PAUSE'] as const).map(asksFirst)).toEqual([true, true, true, false]);
  });
});

describe('announcement', () => {
  it('says of a stop whether it is done or waits for what is in flight', () => {
    expect(announcement('STOP', campaign({ inFlight: 0 }))).toEqual({ title: 'Stopped', message: 'Demo' });
    expect(announcement('STOP', campaign({ inFlight: 1 }))).toEqual({
      title: 'Stopping',
      message: '1 trade in flight is driven to its end.',
    });
  });
});
