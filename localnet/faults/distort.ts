import type { WireTransaction } from '../chain/wire-transaction.ts';
import { preflightFailure, refused } from '../rpc/preflight.ts';
import { type RpcContext, STATUS_CACHE } from '../rpc/rpc-context.ts';
import { type Distortion, FaultyNode } from './faulty-node.ts';
import type { HeldTransactions } from './held-transactions.ts';
import type { Effect } from './rule.ts';
import { effectsOf } from './rule-book.ts';

/** Where a call stands that effects have struck. */
export interface Struck {
  readonly endpoint: number;
  readonly method: string;
  readonly effects: readonly Effect[];
  readonly held: HeldTransactions;
}

/** The context a call runs on: that of a node with these faults. */
export function distort(context: RpcContext, struck: Struck): RpcContext {
  const { effects } = struck;
  const forgotten = effectsOf(effects, 'forgotten-statuses').at(-1);
  const genesis = effectsOf(effects, 'wrong-genesis').at(-1);
  return {
    ...context,
    chain: new FaultyNode(context.chain, distortionOf(context, struck)),
    genesisHash: genesis?.genesisHash ?? context.genesisHash,
    statusCache: forgotten ?? STATUS_CACHE,
  };
}

function distortionOf(context: RpcContext, struck: Struck): Distortion {
  const { effects, method } = struck;
  const hidden = effectsOf(effects, 'hide');
  const lies = effectsOf(effects, 'blockhash-not-found').length > 0;
  return {
    blocksBehind: blocksBehind(context, effects),
    hides: (signature) => hidden.some(({ signatures }) => signatures === null || signatures.includes(signature)),
    refusesBlockhash: lies && method === 'simulateTransaction',
    send: (transaction, retries) => send(context, struck, transaction, retries),
  };
}

function blocksBehind({ chain }: RpcContext, effects: readonly Effect[]): number {
  const { height } = chain.view('processed');
  return Math.max(
    0,
    ...effectsOf(effects, 'lag').map(({ blocks }) => blocks),
    ...effectsOf(effects, 'freeze').map((frozen) => height - frozen.height),
  );
}

/** Sends a transaction on, unless this node keeps or loses it; then says that it did, or that the blockhash is unknown. */
function send({ chain }: RpcContext, struck: Struck, transaction: WireTransaction, retries: number): void {
  const { effects, endpoint, held } = struck;
  const [lie] = effectsOf(effects, 'blockhash-not-found');
  const [hold] = effectsOf(effects, 'hold');
  if (hold !== undefined) held.hold(transaction, endpoint, hold.release);
  const swallowed = held.keeps(transaction.signature, endpoint) || effectsOf(effects, 'fake-accept').length > 0;
  if (!swallowed && lie?.accept !== false) chain.send(transaction, retries);
  if (lie !== undefined) throw preflightFailure(refused('BlockhashNotFound'), 'BlockhashNotFound');
}
