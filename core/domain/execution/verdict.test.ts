import { describe, expect, it } from 'vitest';
import type { Testimony } from './evidence.ts';
import { type Hearing, hear } from './verdict.ts';

const ATTEMPT = { deathBound: 1_000n, freshnessBound: 990n, confirmedSlot: null };
const hearing = (over: Partial<Testimony> = {}, inHistory = false): Hearing => ({
  word: { finalized: { slot: 5_000n, blockHeight: 1_001n }, statusSlot: 5_032n, status: null, ...over },
  inHistory,
});
const rule = (
  attempt: typeof ATTEMPT | { confirmedSlot: bigint; deathBound: bigint; freshnessBound: bigint },
  ...hearings: Hearing[]
) => {
  const heard = hear(attempt, hearings, 1);
  return heard.kind === 'accepted' ? 'accepted' : heard.rule;
};

describe('an operator’s verdict of death', () => {
  it('is accepted long after status caches have forgotten, when nothing speaks against it', () => {
    const old = hearing({ finalized: { slot: 90_000n, blockHeight: 80_000n }, statusSlot: 90_032n });
    expect(hear(ATTEMPT, [old, old], 2)).toEqual({
      kind: 'accepted',
      evidence: { road: 'OPERATOR', finalizedHeight: 80_000n, finalizedSlot: 90_000n, statusSlot: 90_032n, agreed: 2 },
    });
  });

  it('is refused while any endpoint’s heights let it land', () => {
    const behind = hearing({ finalized: { slot: 4_999n, blockHeight: 1_000n } });
    expect(rule(ATTEMPT, behind)).toContain('can still land');
    expect(rule(ATTEMPT, hearing(), behind)).toContain('can still land');
    expect(rule(ATTEMPT, hearing())).toBe('accepted');
  });

  it.each(['processed', 'confirmed', 'finalized'] as const)('is refused when one endpoint has it %s', (commitment) => {
    const seen = hearing({ status: { slot: 4_000n, commitment, error: null } });
    expect(rule(ATTEMPT, hearing(), seen)).toBe('an endpoint knows it');
  });

  it('is refused when one endpoint’s history holds it, and when it was once seen confirmed', () => {
    expect(rule(ATTEMPT, hearing(), hearing({}, true))).toBe('an endpoint knows it');
    expect(rule({ ...ATTEMPT, confirmedSlot: 4_000n }, hearing())).toContain('seen confirmed in slot 4000');
  });

  it('waits for as many denials as have to agree, each by a status ahead of its heights', () => {
    expect(hear(ATTEMPT, [hearing()], 2)).toMatchObject({ kind: 'unanswered' });
    expect(hear(ATTEMPT, [], 1)).toMatchObject({ kind: 'unanswered' });
    expect(hear(ATTEMPT, [hearing({ statusSlot: 5_031n })], 1)).toMatchObject({ kind: 'unanswered' });
  });
});
