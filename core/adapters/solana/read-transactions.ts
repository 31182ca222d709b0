/** Several landed transactions in one JSON-RPC batch. */
import type { Signature } from '#core/domain/ids.ts';
import type { LandedTransaction } from '#core/ports/chain.ts';
import { decodeTransaction } from './decode-transaction.ts';
import type { RpcRequest } from './json-rpc.ts';
import type { CallOptions, Transport } from './transport.ts';

type Landed = LandedTransaction | null;

/**
 * In the order asked. One that this endpoint cannot show, be it that its answer makes no sense, is null and takes no other with
 * it.
 * @throws EndpointError when it answers for none of them
 */
export async function readTransactions(
  transport: Transport,
  signatures: readonly Signature[],
  commitment: 'confirmed' | 'finalized',
  options: CallOptions,
): Promise<readonly Landed[]> {
  const config = { commitment, encoding: 'json', maxSupportedTransactionVersion: 0 };
  const requests = signatures.map(
    (signature): RpcRequest<Landed> => ({
      method: 'getTransaction',
      params: [signature, config],
      decode: (result) => (result === null ? null : decodeTransaction(signature, result)),
    }),
  );
  const [first] = requests;
  if (first === undefined) return [];
  if (requests.length === 1) return [await transport.request(first, options)];
  const outcomes = await transport.batch(requests, options);
  return outcomes.map((outcome) => (outcome.ok ? outcome.value : null));
}
