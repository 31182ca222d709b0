/** One region's block engine: a gRPC connection that mends itself, calls with deadlines, and tip accounts that must be known. */
import { ChannelCredentials } from '@grpc/grpc-js';
import { AuthServiceClient } from 'jito-ts/dist/gen/block-engine/auth.js';
import { SearcherServiceClient } from 'jito-ts/dist/gen/block-engine/searcher.js';
import type { Address } from '#core/domain/ids.ts';
import type { Clock } from '#core/ports/clock.ts';
import { type Access, createAccess } from './access.ts';
import type { AuthKey } from './auth-key.ts';
import { unary } from './unary.ts';

/** Reconnects at once, then less and less often; a connection that fell silent is found out. */
const CHANNEL = {
  'grpc.initial_reconnect_backoff_ms': 250,
  'grpc.max_reconnect_backoff_ms': 5_000,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
};
/** How long what a block engine said of its tip accounts is believed. */
const TIP_ACCOUNTS_MS = 10 * 60_000;

/** The block engine would have tips paid to accounts that are not on the chain's fixed list. */
export class ForeignTipAccounts extends Error {
  override readonly name = 'ForeignTipAccounts';
}

export interface RegionOptions {
  /** `http://` for plain text, as the local block engine speaks; `https://` for TLS. */
  readonly url: string;
  readonly key: AuthKey | null;
  readonly tipAccounts: readonly Address[];
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'now'>;
}

export interface Region {
  /** Host and port. */
  readonly name: string;
  /** Offers a bundle of one. @throws ServiceError, ForeignTipAccounts */
  send(transaction: Uint8Array): Promise<void>;
  close(): void;
}

export function connectRegion(options: RegionOptions): Region {
  const { protocol, hostname, port } = new URL(options.url);
  const isPlain = protocol === 'http:';
  const address = `${hostname}:${port || (isPlain ? '80' : '443')}`;
  const credentials = isPlain ? ChannelCredentials.createInsecure() : ChannelCredentials.createSsl();
  const searcher = new SearcherServiceClient(address, credentials, CHANNEL);
  const auth = new AuthServiceClient(address, credentials, CHANNEL);
  const access = options.key === null ? null : createAccess({ ...options, service: auth, key: options.key });
  const check = tipAccountCheck(options, searcher, access);
  return {
    name: address,
    async send(transaction) {
      await check();
      const terms = { timeoutMs: options.timeoutMs, token: await access?.token() };
      await unary(searcher.sendBundle.bind(searcher), { bundle: bundleOf(transaction) }, terms);
    },
    close() {
      searcher.close();
      auth.close();
    },
  };
}

/** Asks once in a while whether the block engine's tip accounts are the ones that are paid; before it has said so, nothing is sent. */
function tipAccountCheck(options: RegionOptions, searcher: SearcherServiceClient, access: Access | null) {
  let goodUntil = 0;
  return async (): Promise<void> => {
    const now = options.clock.now().getTime();
    if (now < goodUntil) return;
    const terms = { timeoutMs: options.timeoutMs, token: await access?.token() };
    const { accounts } = await unary(searcher.getTipAccounts.bind(searcher), {}, terms);
    const missing = options.tipAccounts.filter((account) => !accounts.includes(account));
    if (missing.length > 0) throw new ForeignTipAccounts(`it does not take tips at ${missing.join(', ')}`);
    goodUntil = now + TIP_ACCOUNTS_MS;
  };
}

/** Bytes as they are: nothing of them is read or made anew on the way. */
function bundleOf(transaction: Uint8Array) {
  const meta = { size: transaction.length, addr: '0.0.0.0', port: 0, flags: undefined, senderStake: 0 };
  return { header: undefined, packets: [{ data: transaction, meta }] };
}
