/**
 * SOLANA_RPC_URLS as written in the environment: addresses separated by commas, each with its options after it, separated by
 * spaces: `https://host/key rps=50 burst=100 timeout=5000 ws=wss://host/key`. What is refused is never quoted: addresses hold keys.
 */
import { z } from 'zod';
import type { EndpointSettings } from '#core/adapters/solana/endpoint-settings.ts';

const MOST_PER_SECOND = 100_000;
const SHORTEST_TIMEOUT_MS = 100;
const LONGEST_TIMEOUT_MS = 60_000;

const address = (protocol: RegExp, example: string) =>
  z.url({ protocol, error: `must be an address such as ${example}` });
const amount = (name: string, least: number, most: number) =>
  z.coerce
    .number({ error: `has an option ${name} that is no number` })
    .min(least, `has an option ${name} below ${least}`)
    .max(most, `has an option ${name} above ${most}`)
    .optional();

const options = z.strictObject(
  {
    rps: amount('rps', 0.1, MOST_PER_SECOND),
    burst: amount('burst', 1, MOST_PER_SECOND),
    timeout: amount('timeout', SHORTEST_TIMEOUT_MS, LONGEST_TIMEOUT_MS),
    ws: address(/^wss?$/, 'wss://rpc.example.com after ws=').optional(),
  },
  { error: 'may have the options rps, burst, timeout and ws after an address' },
);

const endpoint = z
  .object({ url: address(/^https?$/, 'http://127.0.0.1:8899'), options })
  .refine(({ options: { rps, burst } }) => burst === undefined || rps !== undefined, {
    error: 'has an option burst without rps',
  })
  .transform(
    ({ url, options: { rps, burst, timeout, ws } }): EndpointSettings => ({
      url,
      requestsPerSecond: rps,
      burst,
      timeoutMs: timeout,
      webSocketUrl: ws,
    }),
  );

function splitEntry(entry: string): z.input<typeof endpoint> {
  const [url = '', ...words] = entry.trim().split(/\s+/);
  const pairs = words.map((word) => {
    const at = word.indexOf('=');
    return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
  });
  return { url, options: Object.fromEntries(pairs) };
}

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]+\])$/;

/** Names of this machine are one host, whatever they are called. */
function hostOf({ url }: EndpointSettings): string {
  if (!URL.canParse(url)) return url; // refused already
  const { hostname, port, protocol } = new URL(url);
  const host = LOOPBACK.test(hostname) ? 'loopback' : hostname.replace(/\.$/, '');
  return `${host}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/** Reads SOLANA_RPC_URLS. */
export const rpcEndpoints = z
  .string()
  .transform((text) => text.split(',').map(splitEntry))
  .pipe(z.array(endpoint).min(1))
  // Two endpoints have to agree on what landed: one of them named twice would agree with itself.
  .refine((endpoints) => new Set(endpoints.map(hostOf)).size === endpoints.length, {
    error: 'must not name an endpoint twice',
  });
