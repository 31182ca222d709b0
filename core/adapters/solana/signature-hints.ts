/** Hints for a pool's signatures over one socket at a time: the best endpoint's, and after it ended the next one's. */
import type { Signature } from '#core/domain/ids.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { SignatureHints } from '#core/ports/signature-hints.ts';
import { openPubsub, type PubsubSocket } from './pubsub-socket.ts';

/** Signatures listened for at once: some seconds' worth of trades at the fastest. */
const MOST_WATCHED = 2_000;
/** A transaction lives for 150 blocks, a minute at 400 ms a slot; after it, polling tells what became of it. */
const WATCH_MS = 90_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;

export interface SignatureHintsOptions {
  /** Addresses of the sockets, best first. */
  readonly sockets: () => readonly string[];
  readonly clock: Clock;
  /** How long a socket may say nothing. */
  readonly silenceMs?: number;
}

interface Watched {
  readonly since: number;
  /** It has been told of: kept so that it is not asked for again. */
  told: boolean;
}

export function createSignatureHints({ sockets, clock, silenceMs }: SignatureHintsOptions): SignatureHints {
  const watched = new Map<Signature, Watched>();
  const listeners: ((signature: Signature) => void)[] = [];
  const closing = new AbortController();
  let socket: PubsubSocket | null = null;

  const tell = (signature: Signature): void => {
    const known = watched.get(signature);
    if (known === undefined || known.told) return;
    known.told = true;
    for (const listener of listeners) listener(signature);
  };
  /** What was watched first stands first. */
  const forgetOld = (): void => {
    for (const [signature, { since, told }] of watched) {
      if (clock.ticks() - since < WATCH_MS) return;
      watched.delete(signature);
      if (!told) socket?.unsubscribe(signature);
    }
  };
  /** Resolves when the socket has ended: true when it had come to be. */
  const session = (url: string): Promise<boolean> =>
    new Promise((resolve) => {
      let opened = false;
      const onOpen = (): void => {
        opened = true;
        for (const [signature, { told }] of watched) if (!told) current.subscribe(signature);
      };
      const onEnd = (): void => {
        socket = null;
        resolve(opened);
      };
      const current = openPubsub({
        url,
        onOpen,
        onEnd,
        onSignature: tell,
        ...(silenceMs === undefined ? {} : { silenceMs }),
      });
      socket = current;
    });
  let running: Promise<void> | null = null;

  return {
    watch(signatures) {
      forgetOld();
      // A process that never has anything to listen for opens no socket.
      if (signatures.length > 0) running ??= keepConnected({ sockets, clock, session, signal: closing.signal });
      for (const signature of signatures) {
        if (watched.size >= MOST_WATCHED) return;
        if (watched.has(signature)) continue;
        watched.set(signature, { since: clock.ticks(), told: false });
        socket?.subscribe(signature);
      }
    },
    onHint: (listener) => void listeners.push(listener),
    async close() {
      closing.abort();
      socket?.close();
      await running;
    },
  };
}

interface Connecting {
  readonly sockets: () => readonly string[];
  readonly clock: Clock;
  readonly session: (url: string) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** One session after another, with pauses that grow while none comes to be; each failure moves on to the next address. */
async function keepConnected({ sockets, clock, session, signal }: Connecting): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const addresses = sockets();
    const url = addresses[failures % addresses.length];
    const opened = url !== undefined && (await session(url));
    // One that went silent is not tried again at once, where there is another.
    failures = opened ? 1 : failures + 1;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
    await clock.wait(pauseMs, signal).catch(() => undefined);
  }
}
