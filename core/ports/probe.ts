/** A part this process leans on, and a way to ask whether it is there. */
export interface Probe {
  readonly name: PartName;
  /** Whether nothing can be served without it; the others only degrade what is. */
  readonly essential: boolean;
  /** Rejects when the part does not answer as it should. */
  readonly check: () => Promise<void>;
}

export type PartName = 'postgres' | 'redis' | 'chain' | 'signer' | 'worker';
