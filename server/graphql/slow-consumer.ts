/** Notices a subscriber that does not read: what it was last given is still not off our hands. */

export interface Patience {
  readonly ms: number;
  /** Called once when the subscriber has not asked for the next value for so long. */
  readonly onSlow: () => void;
  /** Called when the subscriber is gone, so that a source that waits can end. */
  readonly onEnd: () => void;
}

/**
 * Passes `source` on, one value at a time. Over a socket, the next value is asked for when the last one has been taken by the
 * kernel, so the time between the two is how long the subscriber's line has been full.
 */
export function watchConsumer<T>(source: AsyncGenerator<T, void, void>, patience: Patience): AsyncIterableIterator<T> {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    clearTimeout(timer);
    patience.onEnd();
  };
  return {
    async next() {
      clearTimeout(timer);
      const result = await source.next();
      if (result.done !== true) timer = setTimeout(patience.onSlow, patience.ms).unref();
      return result;
    },
    async return() {
      end();
      await source.return();
      return { done: true, value: undefined };
    },
    async throw(error) {
      end();
      return source.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
