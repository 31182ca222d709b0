/** Notices a subscriber that does not read: what it was last given is still not off our hands. */

export interface Patience {
  readonly ms: number;
  /** Called once when what was given has not been taken for so long. */
  readonly onSlow: () => void;
}

/**
 * Waits until the subscriber has taken what it was given. Over a socket that is when the kernel has it, so the time is how long the
 * subscriber's line has been full.
 */
export async function taken<T>(given: Promise<T>, { ms, onSlow }: Patience): Promise<T> {
  const timer = setTimeout(onSlow, ms).unref();
  try {
    return await given;
  } finally {
    clearTimeout(timer);
  }
}
