/** Signed bytes to an endpoint, alone or several in one JSON-RPC batch. */
import { asText } from './json.ts';
import type { RpcRequest } from './json-rpc.ts';
import type { Transport } from './transport.ts';

const CONFIG = { encoding: 'base64', skipPreflight: true, maxRetries: 0 };
/** Some 90 KiB: small enough for any provider's limit of a request. */
const A_BATCH = 50;

/** The endpoint took the bytes; that it names a signature proves nothing. */
export const sending = (raw: Uint8Array): RpcRequest<void> => ({
  method: 'sendTransaction',
  params: [Buffer.from(raw).toString('base64'), CONFIG],
  decode: (result) => void asText(result),
});

/** Never tells how it went: that would prove nothing. @throws EndpointError when nothing was answered at all */
export async function sendTransactions(transport: Transport, raws: readonly Uint8Array[]): Promise<void> {
  const [only] = raws;
  if (only !== undefined && raws.length === 1) return transport.request(sending(only), { pace: 'quick' });
  const batches: RpcRequest<void>[][] = [];
  for (let at = 0; at < raws.length; at += A_BATCH) batches.push(raws.slice(at, at + A_BATCH).map(sending));
  await Promise.all(batches.map((batch) => transport.batch(batch, { pace: 'quick' })));
}
