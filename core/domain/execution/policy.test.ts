import { describe, expect, it } from 'vitest';
import { computeUnitLimit, expiryReason, MAX_COMPUTE_UNITS, PRIORITY_FEE_CAP, priorityFee } from './policy.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const PENDING = {
  now: NOW,
  notAfter: new Date(NOW.getTime() + 1),
  signatures: 4,
  signatureBudget: 5,
  lastDenial: null,
};

describe('when an intent is given up', () => {
  it('is over with its time or its signatures, and says why', () => {
    expect(expiryReason(PENDING)).toBeNull();
    expect(expiryReason({ ...PENDING, signatures: 5 })).toBe('SIGNATURES_SPENT');
    expect(expiryReason({ ...PENDING, notAfter: NOW })).toBe('TIME_OVER');
    expect(expiryReason({ ...PENDING, notAfter: NOW, lastDenial: 'LIMIT_PRICE' })).toBe('LIMIT_PRICE');
  });
});

describe('R-02 what a transaction asks and pays for', () => {
  it('asks for a fifth more compute than it took', () => {
    expect(computeUnitLimit(50_000n)).toBe(60_000);
    expect(computeUnitLimit(10n)).toBe(20_000);
    expect(computeUnitLimit(1_400_000n)).toBe(MAX_COMPUTE_UNITS);
  });

  it('pays the third quartile, between floor and cap', () => {
    expect(priorityFee([])).toBe(1_000n);
    expect(priorityFee([0n, 0n, 0n])).toBe(1_000n);
    expect(priorityFee([9_000n, 2_000n, 4_000n, 3_000n])).toBe(9_000n);
    expect(priorityFee([8_000n, 2_000n, 4_000n, 3_000n, 9_000n])).toBe(8_000n);
    expect(priorityFee([10n ** 12n])).toBe(PRIORITY_FEE_CAP);
  });
});
