/**
 * Ends the sockets of those who may no longer be here within two seconds: their session was revoked or has ended, they were
 * banned, or are no member of the organisation any more. Asked once a second, in one statement for all sessions.
 */
import type { ServerRuntime } from '#core/runtime/server.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { fallenSessions, nameOf } from '#core/usecases/account/fallen-sessions.ts';

/** An open socket, and whom it was opened for. */
export interface Watched {
  readonly caller: Caller;
  /** Whether what it was opened with would open it now: asked for API keys and outside issuers' tokens. */
  readonly stands: () => Promise<boolean>;
  readonly end: () => void;
}

export interface StandingWatch {
  /** Watches a socket. Returns the way out. */
  add(socket: Watched): () => void;
  close(): void;
}

const EVERY_MS = 1_000;

type WatchRuntime = Pick<ServerRuntime, 'db' | 'standings' | 'log'>;

export function createStandingWatch(runtime: WatchRuntime, everyMs = EVERY_MS): StandingWatch {
  const open = new Set<Watched>();
  let running = false;
  const look = async (): Promise<void> => {
    if (running || open.size === 0) return;
    running = true;
    try {
      for (const socket of await fallen(runtime, [...open])) socket.end();
    } catch (err) {
      // Nothing can be said of anybody just now; what they ask for is refused, and the tokens end soon.
      runtime.log.warn({ err }, 'could not look up whose sockets stand');
    } finally {
      running = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  return {
    add(socket) {
      open.add(socket);
      return () => void open.delete(socket);
    },
    close: () => clearInterval(timer),
  };
}

async function fallen(runtime: WatchRuntime, open: readonly Watched[]): Promise<Watched[]> {
  const sessions = open.filter(({ caller }) => caller.credential === 'session');
  const others = open.filter(({ caller }) => caller.credential !== 'session');
  const keys = new Map(sessions.map(({ caller }) => [nameOf(caller), caller]));
  const [names, answers] = await Promise.all([
    fallenSessions(runtime, [...keys.values()]),
    Promise.all(others.map(({ stands }) => stands())),
  ]);
  return [
    ...sessions.filter(({ caller }) => names.has(nameOf(caller))),
    ...others.filter((_socket, at) => !answers[at]),
  ];
}
