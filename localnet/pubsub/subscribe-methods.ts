import { accountEncoding } from '../rpc/encoding/account.ts';
import { accountFilter } from '../rpc/encoding/account-filter.ts';
import { Options, type Params, toAddress, toList } from '../rpc/params.ts';
import { invalidParams } from '../rpc/rpc-error.ts';
import type { Subscription } from './subscription.ts';

type Sink = Pick<Subscription, 'id' | 'notify'>;
type Subscribe = (params: Params, sink: Sink) => Subscription;

/** How each `…Subscribe` call becomes a subscription. All throw invalid-params errors. */
export const SUBSCRIBE_METHODS: ReadonlyMap<string, Subscribe> = new Map<string, Subscribe>([
  [
    'accountSubscribe',
    (params, sink) => {
      const options = params.options(1);
      const address = params.address(0);
      return {
        ...sink,
        kind: 'account',
        address,
        encoding: accountEncoding(options),
        commitment: options.commitment(),
      };
    },
  ],
  [
    'programSubscribe',
    (params, sink) => {
      const options = params.options(1);
      const program = params.address(0);
      const matches = accountFilter(options);
      const encoding = accountEncoding(options);
      return { ...sink, kind: 'program', program, matches, encoding, commitment: options.commitment() };
    },
  ],
  [
    'logsSubscribe',
    (params, sink) => {
      const commitment = params.options(1).commitment();
      return { ...sink, kind: 'logs', mentions: mentionsOf(params.raw(0)), commitment };
    },
  ],
  [
    'signatureSubscribe',
    (params, sink) => {
      const options = params.options(1);
      const signature = params.signature(0);
      const wantsReceived = options.boolean('enableReceivedNotification', false);
      return { ...sink, kind: 'signature', signature, wantsReceived, commitment: options.commitment() };
    },
  ],
  ['slotSubscribe', (_, sink) => ({ ...sink, kind: 'slot', commitment: 'processed' })],
  ['rootSubscribe', (_, sink) => ({ ...sink, kind: 'root', commitment: 'finalized' })],
  ['slotsUpdatesSubscribe', (_, sink) => ({ ...sink, kind: 'slotsUpdates', commitment: 'processed' })],
]);

function mentionsOf(filter: unknown): string | null {
  if (filter === 'all' || filter === 'allWithVotes') return null;
  const [address, ...more] = toList(new Options(filter, 'filter').raw('mentions'), 'filter.mentions', 1);
  if (address === undefined || more.length > 0) throw invalidParams('filter.mentions must name one address');
  return toAddress(address, 'filter.mentions');
}
