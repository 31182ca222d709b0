/** Where the console keeps its session: the browser's storage, shared by its tabs. */
import { z } from 'zod';

const sessionSchema = z.object({
  accessToken: z.string().min(1),
  accessTokenExpiresAt: z.iso.datetime({ offset: true }),
  refreshToken: z.string().min(1),
});

export type Session = z.infer<typeof sessionSchema>;

export interface SessionStore {
  /** The same object until the session changes, so that React may compare it. */
  get(): Session | null;
  set(session: Session | null): void;
  /** Tells of changes here and in other tabs. Returns the way out. */
  subscribe(listener: () => void): () => void;
}

const KEY = 'sluice.session';

function parse(text: string | null): Session | null {
  if (text === null) return null;
  try {
    return sessionSchema.parse(JSON.parse(text));
  } catch {
    // Something else wrote here, or an older console: as good as signed out.
    return null;
  }
}

/** `tabs` is the window: it tells when another tab has written to the same storage. */
export function createSessionStore(storage: Storage, tabs: EventTarget): SessionStore {
  const listeners = new Set<() => void>();
  let text = storage.getItem(KEY);
  let session = parse(text);

  const read = (): Session | null => {
    const stored = storage.getItem(KEY);
    if (stored !== text) {
      text = stored;
      session = parse(stored);
    }
    return session;
  };
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  tabs.addEventListener('storage', tell);

  return {
    get: read,
    set(next) {
      if (next === null) storage.removeItem(KEY);
      else storage.setItem(KEY, JSON.stringify(next));
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
