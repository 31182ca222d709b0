/** Time as a process sees it. Due work is decided by Postgres' clock instead. */
export interface Clock {
  now(): Date;
  /** Milliseconds, monotonic, from any origin: for how long something took, never for when it is due. */
  ticks(): number;
  /** Resolves after so many milliseconds. @throws the signal's reason once it is aborted. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
