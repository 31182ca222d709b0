/** What a process uses, measured by itself. */
export interface ProcessUse {
  readonly rssBytes: number;
  /** Thousandths of one core, since the last reading. */
  readonly cpuPermille: number;
  /** Longest that the event loop was late since the last reading, in milliseconds. */
  readonly eventLoopLagMs: number;
}

export interface ProcessMeter {
  read(): ProcessUse;
  close(): void;
}
