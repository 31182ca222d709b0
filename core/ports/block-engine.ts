/** A block engine, which gives transactions to the validators connected to it and shows them to nobody else. */
export interface BlockEngine {
  /**
   * Offers each as a bundle of its own. Never throws, and answers nothing: that a bundle was taken proves nothing, nor that it
   * was not. Landing and death are read from the chain alone.
   */
  submit(transactions: readonly Uint8Array[]): Promise<void>;
  close(): void;
}

/** What bundles that landed lately had offered. */
export interface TipFloor {
  /** Lamports; null while nobody has told. */
  recent(): bigint | null;
  close(): void;
}
