/**
 * Keys that were opened a moment ago, so that a campaign's next signature does not open its key again.
 *
 * Opening costs about 0.7 ms of processor time (OpenSSL parses the key anew) and, with a key management service, a call; signing
 * costs 0.05 ms. What is kept is a `KeyObject`, whose bytes lie outside of JavaScript's heap and which prints and serialises as
 * nothing; it is forgotten after a minute, used or not. Whoever can read this process's memory has the master keys already.
 */
const KEPT_MS = 60_000;
const MOST_KEPT = 4_096;

export interface Opened<T> {
  /**
   * The key, from `open` unless exactly this was opened a moment ago, or is being opened. `identity` is all that would keep it
   * from opening if it were another: ciphertexts and owner. One that did not open is not kept.
   */
  get(identity: string, open: () => Promise<T>): Promise<T>;
}

export function keepOpened<T>(): Opened<T> {
  /** The oldest first. */
  const kept = new Map<string, Promise<T>>();

  const forget = (identity: string, opening: Promise<T>): void => {
    if (kept.get(identity) === opening) kept.delete(identity);
  };
  const keep = (identity: string, opening: Promise<T>): void => {
    const [oldest] = kept.keys();
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(identity, opening);
    opening.catch(() => forget(identity, opening));
    setTimeout(() => forget(identity, opening), KEPT_MS).unref();
  };

  return {
    get(identity, open) {
      const known = kept.get(identity);
      if (known !== undefined) return known;
      const opening = open();
      keep(identity, opening);
      return opening;
    },
  };
}
