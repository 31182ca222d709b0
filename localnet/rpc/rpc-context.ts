import type { ChainNode } from '../chain/chain-node.ts';
import type { View } from '../chain/view.ts';
import type { Faucet } from '../faucet.ts';
import type { Options, Params } from './params.ts';
import { RPC_CODE, RpcError } from './rpc-error.ts';

export const API_VERSION = '3.0.0';

/** What a node still knows of signatures. */
export interface StatusCache {
  /** Final blocks whose signatures are remembered; older ones are found in history alone. */
  readonly roots: number;
  /** Whether the node has a history to search. */
  readonly history: boolean;
}

/** As on Agave: `MAX_CACHE_ENTRIES` of its status cache. */
export const STATUS_CACHE: StatusCache = { roots: 300, history: true };

/** What the methods work on. */
export interface RpcContext {
  readonly chain: ChainNode;
  readonly faucet: Faucet;
  readonly genesisHash: string;
  readonly statusCache: StatusCache;
}

export type Method = (context: RpcContext, params: Params) => unknown;
export type MethodTable = Readonly<Record<string, Method>>;

/** The view a read asks for: its commitment, refused while that is behind `minContextSlot`. */
export function viewFor(chain: ChainNode, options: Options): View {
  const view = chain.view(options.commitment());
  requireContextSlot(view, options);
  return view;
}

/** Throws Agave's −32016 while the view is behind the slot the caller has already seen. */
export function requireContextSlot(view: View, options: Options): void {
  const minContextSlot = options.integer('minContextSlot');
  if (minContextSlot !== undefined && view.slot < minContextSlot) {
    throw new RpcError(RPC_CODE.minContextSlotNotReached, 'Minimum context slot has not been reached', {
      contextSlot: view.slot,
    });
  }
}

/** The answer with the slot it holds for. */
export function withContext<T>(view: View, value: T) {
  return { context: { apiVersion: API_VERSION, slot: view.slot }, value };
}

/** A view of history, which `processed` blocks are not part of. */
export function historyView(chain: ChainNode, options: Options): View {
  const commitment = options.commitment();
  if (commitment === 'processed') {
    throw new RpcError(RPC_CODE.invalidParams, 'Method does not support commitment below `confirmed`');
  }
  const view = chain.view(commitment);
  requireContextSlot(view, options);
  return view;
}
