import { describe, expect, it, vi } from 'vitest';
import { createSessionStore, type Session } from './session-store.ts';

const SESSION: Session = { accessToken: 'a', accessTokenExpiresAt: '2026-01-01T00:00:00.000Z', refreshToken: 'r' };

/** Storage over a map: what two tabs share. */
function fakeStorage(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    clear: () => items.clear(),
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

describe('createSessionStore', () => {
  it('keeps a session over a reload', () => {
    const storage = fakeStorage();
    createSessionStore(storage, new EventTarget()).set(SESSION);
    expect(createSessionStore(storage, new EventTarget()).get()).toEqual(SESSION);
  });

  it('gives the same object until the session changes', () => {
    const store = createSessionStore(fakeStorage(), new EventTarget());
    store.set(SESSION);
    expect(store.get()).toBe(store.get());
  });

  it('sees what another tab wrote, and tells of it', () => {
    const storage = fakeStorage();
    const page = new EventTarget();
    const store = createSessionStore(storage, page);
    const listener = vi.fn();
    store.subscribe(listener);
    createSessionStore(storage, new EventTarget()).set(SESSION);
    page.dispatchEvent(new Event('storage'));
    expect(listener).toHaveBeenCalledOnce();
    expect(store.get()).toEqual(SESSION);
  });

  it.each(['not json', '{}', '{"accessToken":1}'])('takes %s for signed out', (text) => {
    const storage = fakeStorage();
    storage.setItem('sluice.session', text);
    expect(createSessionStore(storage, new EventTarget()).get()).toBeNull();
  });
});
