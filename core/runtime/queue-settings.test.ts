import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { JOB_QUEUES, QUEUE_NAMES, QUEUES } from '#core/contracts/queues.ts';
import { workerConfig } from './config.ts';

const WORKER = {
  ...{ SOLANA_RPC_URLS: 'http://127.0.0.1:8899', SIGNER_SOCKET: '/tmp/signer.sock' },
  DATABASE_WORKER_URL: 'postgresql://w:p@127.0.0.1:5432/sluice',
  DATABASE_SCHEDULER_URL: 'postgresql://d:p@127.0.0.1:5432/sluice',
  DATABASE_CHAINER_URL: 'postgresql://c:p@127.0.0.1:5432/sluice',
  REDIS_URL: 'redis://127.0.0.1:6379',
};

describe('the queue catalogue', () => {
  it('E-01 names every queue of the requirements', () => {
    expect([...QUEUE_NAMES].sort()).toEqual(
      'campaign distribute funds.gather gather maintenance notification rule status trade.buy trade.sell webhook workflow'.split(
        ' ',
      ),
    );
    expect(JOB_QUEUES).toEqual(['funds.gather', 'trade.buy', 'trade.sell', 'maintenance']);
  });

  it('E-02 has the defaults of the requirements', () => {
    expect(QUEUES.campaign).toMatchObject({ concurrency: 5, attempts: 3, timeLimitMs: 5 * 60_000 });
    expect(QUEUES['trade.buy']).toMatchObject({ concurrency: 10, attempts: 5, timeLimitMs: 2 * 60_000 });
    expect(QUEUES['trade.sell']).toMatchObject({ concurrency: 10, attempts: 5, timeLimitMs: 2 * 60_000 });
    expect(QUEUES.distribute).toMatchObject({ concurrency: 3, attempts: 3, timeLimitMs: 10 * 60_000 });
  });

  it('E-03 runs starts and distribution first, trades next, status and maintenance last', () => {
    const rank = [...QUEUE_NAMES].sort((a, b) => QUEUES[a].priority - QUEUES[b].priority);
    expect(rank.slice(0, 3)).toEqual(['campaign', 'distribute', 'funds.gather']);
    expect(rank.slice(3, 6)).toEqual(['gather', 'trade.buy', 'trade.sell']);
    expect(rank.slice(-2)).toEqual(['status', 'maintenance']);
  });
});

describe('E-02 the environment sets a queue’s policy', () => {
  it('one figure at a time, and the rest stays', () => {
    const { queues } = workerConfig({
      ...WORKER,
      QUEUE_TRADE_BUY_CONCURRENCY: '40',
      QUEUE_FUNDS_GATHER_BACKOFF_MAX_MS: '60000',
      QUEUE_MAINTENANCE_PRIORITY: '',
    });
    const { handled: _, ...buy } = QUEUES['trade.buy'];
    expect(queues['trade.buy']).toEqual({ ...buy, concurrency: 40 });
    expect(queues['funds.gather'].backoff).toEqual({ firstMs: 500, longestMs: 60_000 });
    expect(queues.maintenance.priority).toBe(100);
  });

  it.each([
    ['QUEUE_TRADE_BUY_CONCURRENCY', '201', 'must be a whole number, 1 … 200.'],
    ['QUEUE_TRADE_SELL_ATTEMPTS', '21', 'must be a whole number, 1 … 20.'],
    ['QUEUE_CAMPAIGN_TIME_LIMIT_MS', '3600001', 'must be a whole number, 1000 … 3600000.'],
    ['QUEUE_STATUS_CONCURRENCY', '1.5', 'must be a whole number, 1 … 200.'],
    ['QUEUE_STATUS_BACKOFF_MS', 'soon', 'must be a whole number, 10 … 60000.'],
  ])('up to its cap: %s=%s is refused', (name, value, sentence) => {
    expect(() => workerConfig({ ...WORKER, [name]: value })).toThrow(`${name} ${sentence}`);
  });

  it('and an unreadable figure is told together with what is missing', () => {
    expect(() => workerConfig({ ...WORKER, REDIS_URL: '', QUEUE_RULE_ATTEMPTS: '0' })).toThrow(
      /REDIS_URL must be set.*QUEUE_RULE_ATTEMPTS must be/s,
    );
  });

  it('.env.example tells how', () => {
    expect(fs.readFileSync('.env.example', 'utf8')).toContain('QUEUE_TRADE_BUY_CONCURRENCY=10');
  });
});
