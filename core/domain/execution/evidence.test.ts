import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Judged, judge, type SeenStatus, type Testimony } from './evidence.ts';

const BOUNDS: Judged = { deathBound: 1_000n, freshnessBound: 990n, confirmedSlot: null };

/** Everything a proof of death asks for, with nothing to spare; slots run 5,000 ahead of heights. */
const denial = (over: Partial<Testimony> = {}): Testimony => ({
  finalized: { slot: 6_001n, blockHeight: 1_001n },
  statusSlot: 6_033n,
  status: null,
  ...over,
});

const at = (blockHeight: bigint, statusLead = 32n): Testimony =>
  denial({ finalized: { slot: 5_000n + blockHeight, blockHeight }, statusSlot: 5_000n + blockHeight + statusLead });

const seen = (over: Partial<SeenStatus> = {}): Testimony =>
  denial({ status: { slot: 5_900n, commitment: 'finalized', error: null, ...over } });

describe('E-04 proof of death', () => {
  it('takes a denial that fulfils every condition', () => {
    expect(judge(BOUNDS, [denial()], 1)).toEqual({
      kind: 'dead',
      evidence: { road: 'STATUS', finalizedHeight: 1_001n, finalizedSlot: 6_001n, statusSlot: 6_033n, agreed: 1 },
    });
  });

  it('waits for the block after the death bound: that one may still hold the transaction', () => {
    expect(judge(BOUNDS, [at(1_000n)], 1)).toEqual({ kind: 'unknown', mayLand: true });
    expect(judge(BOUNDS, [at(1_001n)], 1).kind).toBe('dead');
  });

  it('wants the status 32 slots ahead of the finalized slot it is held against', () => {
    expect(judge(BOUNDS, [at(1_001n, 31n)], 1)).toEqual({ kind: 'unknown', mayLand: false });
    expect(judge(BOUNDS, [at(1_001n, 32n)], 1).kind).toBe('dead');
  });

  it('asks the blocks once a status cache may have forgotten', () => {
    expect(judge(BOUNDS, [at(1_110n)], 1).kind).toBe('dead');
    expect(judge(BOUNDS, [at(1_111n)], 1)).toEqual({ kind: 'ask-blocks' });
  });

  it('counts blocks that may have become final between the two answers', () => {
    expect(judge(BOUNDS, [at(1_100n, 32n + 10n)], 1).kind).toBe('dead');
    expect(judge(BOUNDS, [at(1_100n, 32n + 11n)], 1)).toEqual({ kind: 'ask-blocks' });
  });

  it('needs two endpoints that agree, each on its own heights, where two are configured', () => {
    expect(judge(BOUNDS, [denial()], 2).kind).toBe('unknown');
    expect(judge(BOUNDS, [denial(), at(1_000n)], 2).kind).toBe('unknown');
    expect(judge(BOUNDS, [denial(), at(1_050n)], 2)).toMatchObject({ kind: 'dead', evidence: { agreed: 2 } });
  });

  it('is not believed against an endpoint that has seen the transaction', () => {
    for (const commitment of ['processed', 'confirmed', 'finalized'] as const) {
      expect(judge(BOUNDS, [denial(), denial(), seen({ commitment })], 2).kind).not.toBe('dead');
    }
  });

  it('asks the blocks about what was once seen confirmed, however fresh the denials', () => {
    expect(judge({ ...BOUNDS, confirmedSlot: 5_900n }, [denial(), denial()], 2)).toEqual({ kind: 'ask-blocks' });
  });

  it('is never made of silence', () => {
    expect(judge(BOUNDS, [], 1)).toEqual({ kind: 'unknown', mayLand: true });
  });

  it('always fulfils what the database demands of a dead attempt', () => {
    const word = fc.record({
      finalized: fc.record({ slot: fc.bigInt(0n, 9_000n), blockHeight: fc.bigInt(900n, 1_300n) }),
      statusSlot: fc.bigInt(0n, 9_000n),
      status: fc.constant(null),
    });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), fc.integer({ min: 1, max: 2 }), (words, quorum) => {
        const verdict = judge(BOUNDS, words, quorum);
        if (verdict.kind !== 'dead') return;
        const { evidence } = verdict;
        expect(evidence.finalizedHeight > BOUNDS.deathBound).toBe(true);
        expect(evidence.statusSlot >= evidence.finalizedSlot + 32n).toBe(true);
        expect(evidence.finalizedHeight <= BOUNDS.freshnessBound + 120n).toBe(true);
        expect(evidence.agreed).toBeGreaterThanOrEqual(quorum);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('E-04 landing', () => {
  it('is final when enough endpoints name the same slot at finalized', () => {
    expect(judge(BOUNDS, [seen()], 1)).toEqual({ kind: 'landed', slot: 5_900n, error: null });
    expect(judge(BOUNDS, [seen(), seen()], 2)).toEqual({ kind: 'landed', slot: 5_900n, error: null });
  });

  it('stays provisional while the second endpoint lags or names another slot or outcome', () => {
    for (const other of [seen({ commitment: 'confirmed' }), seen({ slot: 5_901n }), seen({ error: 'x' }), denial()]) {
      expect(judge(BOUNDS, [seen(), other], 2)).toEqual({ kind: 'confirmed', slot: 5_900n, error: null });
    }
  });

  it('is told at confirmed by one endpoint alone, and not at processed', () => {
    expect(judge(BOUNDS, [at(900n), seen({ commitment: 'confirmed' })], 2).kind).toBe('confirmed');
    expect(judge(BOUNDS, [seen({ commitment: 'processed' })], 1)).toEqual({ kind: 'unknown', mayLand: true });
  });

  it('carries the error of a transaction that failed', () => {
    const error = { InstructionError: [4, { Custom: 30 }] };
    expect(judge(BOUNDS, [seen({ error })], 1)).toEqual({ kind: 'landed', slot: 5_900n, error });
  });
});
