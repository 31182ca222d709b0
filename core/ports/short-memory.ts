/** Remembers texts for a short time, shared by processes. Forgetting is always allowed: whoever asks can find out again. */
export interface ShortMemory {
  /** In the order asked; null for what is not remembered, and for everything while the memory is away. Never throws. */
  recall(keys: readonly string[]): Promise<readonly (string | null)[]>;
  /** Does not wait, and never throws. `ttlMs` is above zero. */
  remember(entries: readonly (readonly [key: string, text: string])[], ttlMs: number): void;
}
