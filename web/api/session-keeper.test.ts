import { describe, expect, it, vi } from 'vitest';
import { createSessionKeeper, type RefreshOutcome } from './session-keeper.ts';
import type { Session, SessionStore } from './session-store.ts';

const NOW = Date.parse('2026-01-01T12:00:00.000Z');
const session = (name: string, secondsLeft: number): Session => ({
  accessToken: `access-${name}`,
  accessTokenExpiresAt: new Date(NOW + secondsLeft * 1_000).toISOString(),
  refreshToken: `refresh-${name}`,
});

function fakeStore(held: Session | null): SessionStore {
  let current = held;
  const set = (next: Session | null): void => {
    current = next;
  };
  return { get: () => current, set, subscribe: () => () => {} };
}

function setUp(held: Session | null, outcome: RefreshOutcome = { kind: 'renewed', session: session('new', 900) }) {
  const store = fakeStore(held);
  const refresh = vi.fn(async (_token: string) => outcome);
  const keeper = createSessionKeeper({ store, refresh, now: () => NOW, exclusively: (task) => task() });
  return { store, refresh, keeper };
}

describe('A-03 createSessionKeeper', () => {
  it('gives a fresh token as it is', async () => {
    const { keeper, refresh } = setUp(session('old', 600));
    expect(await keeper.accessToken()).toBe('access-old');
    expect(refresh).not.toHaveBeenCalled();
  });

  it('renews a token that ends within half a minute', async () => {
    const { keeper, refresh } = setUp(session('old', 20));
    expect(await keeper.accessToken()).toBe('access-new');
    expect(refresh).toHaveBeenCalledWith('refresh-old');
  });

  it('spends a refresh token once, however many ask', async () => {
    const { keeper, refresh } = setUp(session('old', 0));
    await Promise.all([keeper.accessToken(), keeper.accessToken(), keeper.renew()]);
    expect(refresh).toHaveBeenCalledOnce();
  });

  it('takes over what another tab renewed while it waited its turn', async () => {
    const { store, refresh } = setUp(session('old', 0));
    const keeper = createSessionKeeper({
      store,
      refresh,
      now: () => NOW,
      exclusively: async (task) => {
        store.set(session('other', 900));
        await task();
      },
    });
    expect(await keeper.accessToken()).toBe('access-other');
    expect(refresh).not.toHaveBeenCalled();
  });

  it('signs out when the server refuses', async () => {
    const { keeper, store } = setUp(session('old', 0), { kind: 'refused' });
    expect(await keeper.accessToken()).toBeNull();
    expect(store.get()).toBeNull();
  });

  it('stays signed in when nobody answers', async () => {
    const { keeper, store } = setUp(session('old', 0), { kind: 'unreachable' });
    expect(await keeper.accessToken()).toBe('access-old');
    expect(store.get()).toEqual(session('old', 0));
  });

  it('has nothing to renew when signed out', async () => {
    const { keeper, refresh } = setUp(null);
    expect(await keeper.accessToken()).toBeNull();
    expect(keeper.isStale()).toBe(false);
    expect(refresh).not.toHaveBeenCalled();
  });
});
