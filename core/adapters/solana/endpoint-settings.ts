/** What is configured for one endpoint. */
export interface EndpointSettings {
  readonly url: string;
  /** Requests a second that its provider allows on average; without it nothing is held back until it answers 429. */
  readonly requestsPerSecond?: number | undefined;
  /** Requests that may go at once after a rest; one second's without it. */
  readonly burst?: number | undefined;
  /** Limit of one ordinary call, in milliseconds; readings of history have four times as long. */
  readonly timeoutMs?: number | undefined;
  /** Of its WebSocket; without it, where Solana's own node has it. */
  readonly webSocketUrl?: string | undefined;
}

/** Solana's validator serves WebSockets one port above its RPC; without a port, providers serve both on one address. */
export function webSocketUrl({ url, webSocketUrl: configured }: EndpointSettings): string {
  if (configured !== undefined) return configured;
  const address = new URL(url);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  if (address.port !== '') address.port = String(Number(address.port) + 1);
  return address.href;
}
