/** How the public edge is set up (S-01, S-02): its part of the server's environment. */
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** What stands between two commas. */
const listed = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .transform((parts) => parts.filter((part) => part !== ''));

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

const isNetwork = (text: string): boolean => {
  const [address = '', bits, ...rest] = text.split('/');
  const longest = isIP(address) === 6 ? 128 : 32;
  return rest.length === 0 && isIP(address) !== 0 && (bits === undefined || isPrefix(bits, longest));
};

const isPrefix = (bits: string, longest: number): boolean => /^\d{1,3}$/.test(bits) && Number(bits) <= longest;

const proxies = listed.refine((parts) => parts.every(isNetwork), {
  error: 'must be addresses or networks such as 10.0.0.0/8, comma separated',
});

export const edgeEnvironment = {
  /** What one person may ask for in a minute; reading little counts as a part of a request. */
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1, 'must be 1 … 1,000,000').max(1_000_000).default(100),
  /** Multiplies every limit on rates: for rehearsals and benchmarks. */
  RATE_LIMIT_FACTOR: z.coerce.number().min(1, 'must be 1 … 1,000,000').max(1_000_000).default(1),
  /** `listed`: only the operations of the shipped clients are served. */
  OPERATIONS: z.enum(['any', 'listed'], { error: 'must be any or listed' }).default('any'),
  /** Origins of other sites whose pages may use the API. Left out, only our own. */
  ALLOWED_ORIGINS: listed
    .refine((parts) => parts.every(isOrigin), {
      error: 'must be origins such as https://desk.example, comma separated',
    })
    .default([]),
  /** Whether strangers may ask for the schema; left out, they may unless NODE_ENV is `production`. */
  EXPOSE_SCHEMA: z.enum(['true', 'false'], { error: 'must be true or false' }).optional(),
  NODE_ENV: z.string().optional(),
  /** Proxies whose X-Forwarded-For is believed. Left out, the address of the connection counts. */
  TRUSTED_PROXIES: proxies.default([]),
};

export interface EdgeSettings {
  readonly requestsPerMinute: number;
  readonly factor: number;
  readonly listedOnly: boolean;
  readonly allowedOrigins: readonly string[];
  readonly exposeSchema: boolean;
  readonly trustedProxies: BlockList;
}

export function edgeSettings(config: z.output<z.ZodObject<typeof edgeEnvironment>>): EdgeSettings {
  return {
    requestsPerMinute: config.RATE_LIMIT_PER_MINUTE,
    factor: config.RATE_LIMIT_FACTOR,
    listedOnly: config.OPERATIONS === 'listed',
    allowedOrigins: config.ALLOWED_ORIGINS,
    exposeSchema:
      config.EXPOSE_SCHEMA === undefined ? config.NODE_ENV !== 'production' : config.EXPOSE_SCHEMA === 'true',
    trustedProxies: networks(config.TRUSTED_PROXIES),
  };
}

function networks(parts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const part of parts) {
    const [address = '', bits] = part.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
