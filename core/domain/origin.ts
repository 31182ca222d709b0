/** Where a request came from. */
export interface Origin {
  /** Network address of the client; null when it did not come over the network. */
  readonly ip: string | null;
  /** What the client calls itself. */
  readonly userAgent: string | null;
}
