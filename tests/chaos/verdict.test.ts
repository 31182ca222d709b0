import { describe, expect, it } from 'vitest';
import { Tally } from '../../scripts/rehearse/chain-count.ts';
import type { BlockFacts, Swap } from './blocks.ts';
import type { AttemptRecord, IntentRecord, LedgerSum, Records } from './records.ts';
import { judge } from './verdict.ts';

const ORDER = { id: 'one', amountIn: 7n };
const SWAP: Swap = { signature: 'sig-1', slot: 20, ok: true };
const ATTEMPT: AttemptRecord = {
  ...{ intentId: 'one', ordinal: 1, signature: 'sig-1', state: 'LANDED_OK', blockhash: 'hash' },
  ...{ finalizedHeight: null, finalizedSlot: null, signedAt: new Date(1_000), closedAt: new Date(2_000) },
};
/** Its blockhash is of the block at height 10, and so good until 160; the block at slot 200 has height 161. */
const DEAD: AttemptRecord = {
  ...{ ...ATTEMPT, signature: 'sig-0', state: 'DEAD', finalizedHeight: 161, finalizedSlot: 200 },
  ...{ signedAt: new Date(0), closedAt: new Date(500) },
};

const records = (over: Partial<Records> = {}, intent: Partial<IntentRecord> = {}): Records => ({
  intents: [{ id: 'one', state: 'SUCCEEDED', needsReview: false, ...intent }],
  attempts: new Map([['one', [ATTEMPT]]]),
  ...{ ledger: [], held: 0, ...over },
});

const blocks = (over: Partial<BlockFacts> = {}): BlockFacts => ({
  lastSlot: 300,
  swaps: new Map([[7n, [SWAP]]]),
  slotOf: new Map([['sig-1', 20]]),
  heightAt: new Map([[200, 161]]),
  timeAt: new Map([[200, 0]]),
  lastValidHeight: new Map([['hash', 160]]),
  tally: new Tally(['wallet']),
  ...over,
});

const verdictOf = (...given: Parameters<typeof judge>) => judge(...given).verdict;
const attempts = (...some: AttemptRecord[]) => ({ attempts: new Map([['one', some]]) });

describe('I1 I2 I3 what the blocks say against what Postgres says', () => {
  it('finds nothing wrong where nothing is', () => {
    const { verdict, complaints } = judge([ORDER], records(), blocks());
    expect(verdict).toMatchObject({ intents: 1, landed: 1, doubled: 0, lost: 0, phantom: 0, ledgerEqualsChain: true });
    expect(complaints).toEqual([]);
  });

  it('counts every swap beyond the first, also one that failed', () => {
    const twice = blocks({ swaps: new Map([[7n, [SWAP, { ...SWAP, signature: 'sig-2', ok: false }]]]) });
    expect(verdictOf([ORDER], records(), twice).doubled).toBe(1);
  });

  it('counts as lost what has not landed, and what Postgres does not know to have landed', () => {
    expect(verdictOf([ORDER], records(), blocks({ swaps: new Map() }))).toMatchObject({
      landed: 0,
      lost: 1,
      phantom: 1,
    });
    expect(verdictOf([ORDER], records({}, { state: 'PENDING' }), blocks())).toMatchObject({ landed: 0, lost: 1 });
    expect(verdictOf([ORDER], records(), blocks({ swaps: new Map([[7n, [{ ...SWAP, ok: false }]]]) })).lost).toBe(1);
  });

  it('counts as phantoms swaps that nobody ordered, and those of signatures that were never stored', () => {
    const stranger = blocks({ swaps: new Map([...blocks().swaps, [8n, [SWAP]]]) });
    expect(verdictOf([ORDER], records(), stranger).phantom).toBe(1);
    expect(verdictOf([ORDER], records(attempts()), blocks()).phantom).toBe(1);
  });

  it('complains of reservations that nobody holds any more', () => {
    expect(judge([ORDER], records({ held: 2 }), blocks()).complaints).toHaveLength(1);
  });
});

describe('I6 deaths', () => {
  const judgeDead = (dead: Partial<AttemptRecord>, facts: Partial<BlockFacts> = {}) =>
    judge([ORDER], records(attempts({ ...DEAD, ...dead }, { ...ATTEMPT, ordinal: 2 })), blocks(facts));

  it('count when the blocks bear them out', () => {
    expect(judgeDead({})).toMatchObject({ verdict: { resigned: 1 }, complaints: [] });
  });

  it.each([
    ['landed after all', {}, { slotOf: new Map([['sig-0', 30]]) }],
    ['could still land', { finalizedHeight: 160 }, { heightAt: new Map([[200, 160]]) }],
    ['is of a height the chain did not have', { finalizedHeight: 900 }, {}],
    ['is of a block that was not there yet', {}, { timeAt: new Map([[200, 1]]) }],
    ['has no evidence', { finalizedHeight: null }, {}],
    ['was proved after the next was signed', { closedAt: new Date(1_500) }, {}],
  ] as const)('are refused when the dead one %s', (_what, dead, facts) => {
    const { verdict, complaints } = judgeDead(dead, facts);
    expect([verdict.resigned, complaints.length]).toEqual([0, 1]);
  });

  it('must be there before a signature is followed by another', () => {
    expect(judgeDead({ state: 'LIVE' }).complaints).toHaveLength(1);
  });
});

describe('I7 the ledger', () => {
  it.each([
    ['SOL', 'SOL'],
    ['RENT', 'SOL'],
    ['TOKEN', 'mint'],
  ] as const)('differs where a sum of %s does, by a single unit', (account, asset) => {
    const tally = new Tally(['wallet']);
    const sums = { SOL: tally.lamports, RENT: tally.rent, TOKEN: tally.tokens };
    sums[account].set(account === 'TOKEN' ? `wallet ${asset}` : 'wallet', 5n);
    const line = (amount: bigint): LedgerSum => ({ address: 'wallet', account, asset, amount });
    const equal = (ledger: LedgerSum[]) => verdictOf([ORDER], records({ ledger }), blocks({ tally })).ledgerEqualsChain;
    expect([equal([line(5n)]), equal([line(6n)]), equal([])]).toEqual([true, false, false]);
  });
});
