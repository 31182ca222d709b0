import { describe, expect, it, vi } from 'vitest';
import type { IntentId } from '#core/domain/ids.ts';
import type { Claim } from '#core/ports/claim-store.ts';
import { createTestClock } from '../../../tests/support/test-clock.ts';
import { ClaimLost, leasesOf } from './lease.ts';

const [ONE, OTHER] = ['one', 'other'] as IntentId[] as [IntentId, IntentId];
const CLAIMS = [
  { intentId: ONE, fence: 3n },
  { intentId: OTHER, fence: 7n },
];

describe('E-05 the leases of claims', () => {
  it('are renewed together once they are a second old', async () => {
    const clock = createTestClock();
    const renew = vi.fn(async (claims: readonly Claim[]) => new Set(claims.map(({ intentId }) => intentId)));
    const leases = leasesOf({ claims: { renew }, clock }, CLAIMS, clock.ticks());
    clock.pass(999);
    await leases.keep(ONE);
    expect(renew).not.toHaveBeenCalled();
    clock.pass(1);
    await Promise.all([leases.keep(ONE), leases.keep(OTHER)]);
    await leases.keep(ONE);
    expect(renew).toHaveBeenCalledExactlyOnceWith(CLAIMS);
  });

  it('end for whatever somebody else has claimed, and for that alone', async () => {
    const clock = createTestClock();
    const renew = vi.fn(async () => new Set([OTHER]));
    const leases = leasesOf({ claims: { renew }, clock }, CLAIMS, clock.ticks());
    clock.pass(1_000);
    await expect(leases.keep(ONE)).rejects.toThrow(ClaimLost);
    await leases.keep(OTHER);
    clock.pass(1_000);
    await expect(leases.keep(ONE)).rejects.toThrow(ClaimLost);
    await leases.keep(OTHER);
    expect(renew.mock.lastCall).toEqual([[{ intentId: OTHER, fence: 7n }]]);
  });

  it('are not believed to be renewed when that failed', async () => {
    const clock = createTestClock();
    const renew = vi.fn(async () => Promise.reject<ReadonlySet<IntentId>>(new Error('no answer')));
    const leases = leasesOf({ claims: { renew }, clock }, CLAIMS, clock.ticks());
    clock.pass(1_000);
    await expect(leases.keep(ONE)).rejects.toThrow('no answer');
    await expect(leases.keep(OTHER)).rejects.toThrow('no answer');
    expect(renew).toHaveBeenCalledTimes(2);
  });
});
