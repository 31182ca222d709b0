import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OrganizationId, UserId } from '#core/domain/ids.ts';
import type { Database } from '#core/store/db.ts';
import { createStandings, STANDING_MS } from './standings.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const key = { sessionId: 's', userId: 'u' as UserId, organizationId: 'o' as OrganizationId };
const owner = { role: 'owner', platformRole: 'user' };

function standings(...answers: (object | Error)[]) {
  const query = vi.fn(async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer === undefined ? [] : [answer];
  });
  return { query, standings: createStandings({ as: () => ({ query }) } as unknown as Database) };
}

describe('A-03 the standing of a session', () => {
  it('is looked up once for all requests of a moment', async () => {
    const { query, standings: known } = standings(owner);
    expect(await Promise.all([known.of(key), known.of(key), known.of(key)])).toEqual([owner, owner, owner]);
    expect(query).toHaveBeenCalledOnce();
  });

  it('is looked up again after that moment: what was taken away is gone', async () => {
    const { standings: known } = standings(owner);
    expect(await known.of(key)).toEqual(owner);
    vi.advanceTimersByTime(STANDING_MS);
    expect(await known.of(key)).toBeNull();
  });

  it('A-05 is another for each organisation the session has acted for', async () => {
    const viewer = { role: 'viewer', platformRole: 'user' };
    const { standings: known } = standings(owner, viewer);
    expect(await known.of(key)).toEqual(owner);
    expect(await known.of({ ...key, organizationId: 'p' as OrganizationId })).toEqual(viewer);
  });

  it('is forgotten at once when told', async () => {
    const { standings: known } = standings(owner);
    await known.of(key);
    known.forget(key.sessionId);
    expect(await known.of(key)).toBeNull();
  });

  it('is not remembered when it could not be looked up', async () => {
    const { standings: known } = standings(new Error('down'), owner);
    await expect(known.of(key)).rejects.toThrow('down');
    expect(await known.of(key)).toEqual(owner);
  });
});
