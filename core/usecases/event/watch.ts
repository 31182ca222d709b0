/** What the readers of one campaign share: one place on the bus, one reading of each page, and the word that there is more. */
import type { CampaignId } from '#core/domain/ids.ts';
import type { EventBus } from '#core/ports/event-bus.ts';

export interface Watch {
  /** Counts a reader in, once the bus listens; answers the way out. */
  join(): Promise<() => void>;
  /** Rises whenever there may be something new. */
  version(): number;
  /** Resolves when the version is no longer `seen`, or `signal` is aborted. */
  changed(seen: number, signal: AbortSignal): Promise<void>;
  /** Says how far the campaign has come; readers are woken when that is news. */
  tell(lastSeq: bigint): void;
  /** Reads once for all who ask for the same while it is being read. */
  share<T>(key: string, read: () => Promise<T>): Promise<T>;
}

export function createWatch(bus: Pick<EventBus, 'listen'>, campaignId: CampaignId, onEmpty: () => void): Watch {
  const waiting = new Set<() => void>();
  const reading = new Map<string, Promise<unknown>>();
  let version = 0;
  let head = -1n;
  let readers = 0;

  const wake = (): void => {
    version += 1;
    for (const resolve of [...waiting]) resolve();
  };
  const listening = bus.listen(campaignId, wake);
  const leave = (): void => {
    readers -= 1;
    if (readers > 0) return;
    onEmpty();
    void listening.then((stop) => stop());
  };

  return {
    async join() {
      readers += 1;
      await listening;
      return leave;
    },
    version: () => version,
    changed: (seen, signal) =>
      new Promise((resolve) => {
        if (version !== seen || signal.aborted) return resolve();
        const done = (): void => {
          waiting.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        waiting.add(done);
        signal.addEventListener('abort', done);
      }),
    tell(lastSeq) {
      if (lastSeq === head) return;
      head = lastSeq;
      wake();
    },
    share<T>(key: string, read: () => Promise<T>) {
      const shared = reading.get(key) as Promise<T> | undefined;
      if (shared !== undefined) return shared;
      const started = read().finally(() => reading.delete(key));
      reading.set(key, started);
      return started;
    },
  };
}
