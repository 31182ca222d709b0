import type { BlockHeader } from '../../chain/block-table.ts';
import type { ChainNode } from '../../chain/chain-node.ts';
import type { View } from '../../chain/view.ts';
import {
  encodeAccountsOnly,
  encodeTransaction,
  type TransactionFormat,
  transactionFormat,
} from '../encoding/transaction.ts';
import type { Options, Params } from '../params.ts';
import { historyView, type MethodTable } from '../rpc-context.ts';
import { invalidParams, RPC_CODE, RpcError } from '../rpc-error.ts';

const MAX_BLOCKS = 500_000;
const DETAIL_LEVELS = ['full', 'accounts', 'signatures', 'none'] as const;

export const blockMethods: MethodTable = {
  async getBlock({ chain }, params) {
    const options = params.options(1);
    const view = historyView(chain, options);
    const header = chain.state.blocks.header(heightOf(chain, params.integer(0, 'slot'), view));
    return {
      blockhash: header.blockhash,
      previousBlockhash: header.previousBlockhash,
      parentSlot: header.parentSlot,
      blockHeight: header.height,
      blockTime: header.time,
      ...(options.boolean('rewards', true) ? { rewards: [] } : {}),
      ...(await blockTransactions(chain, header, options)),
    };
  },

  getBlockTime({ chain }, params) {
    const view = chain.view('confirmed');
    return chain.state.blocks.header(heightOf(chain, params.integer(0, 'slot'), view)).time;
  },

  getBlocks({ chain }, params) {
    const end = typeof params.raw(1) === 'number' ? params.integer(1, 'end slot') : undefined;
    const view = historyView(chain, params.options(end === undefined && params.raw(2) === undefined ? 1 : 2));
    return slotsFrom(chain, params, view, Number.POSITIVE_INFINITY, end);
  },

  getBlocksWithLimit({ chain }, params) {
    const view = historyView(chain, params.options(2));
    return slotsFrom(chain, params, view, params.integer(1, 'limit'), undefined);
  },

  getFirstAvailableBlock: ({ chain }) => chain.state.blocks.slot(0),
  minimumLedgerSlot: ({ chain }) => chain.state.blocks.slot(0),
};

/** Height of the block in a slot, or Agave's error for a slot that is not there yet or was skipped. */
function heightOf(chain: ChainNode, slot: number, view: View): number {
  if (slot > view.slot) {
    throw new RpcError(RPC_CODE.blockNotAvailable, `Block not available for slot ${slot}`);
  }
  const height = chain.state.blocks.heightAt(slot);
  if (height === null) {
    throw new RpcError(
      RPC_CODE.slotSkipped,
      `Slot ${slot} was skipped, or missing due to ledger jump to recent snapshot`,
    );
  }
  return height;
}

function slotsFrom(chain: ChainNode, params: Params, view: View, limit: number, end: number | undefined): number[] {
  const start = params.integer(0, 'start slot');
  const last = Math.min(end ?? view.slot, view.slot);
  if (last - start > MAX_BLOCKS || (limit !== Number.POSITIVE_INFINITY && limit > MAX_BLOCKS)) {
    throw invalidParams(`Slot range too large; max ${MAX_BLOCKS}`);
  }
  const { blocks } = chain.state;
  const slots: number[] = [];
  for (
    let height = blocks.heightAtOrBefore(start - 1) + 1;
    height <= view.height && slots.length < limit;
    height += 1
  ) {
    const slot = blocks.slot(height);
    if (slot > last) break;
    slots.push(slot);
  }
  return slots;
}

async function blockTransactions(chain: ChainNode, header: BlockHeader, options: Options) {
  const level = options.oneOf('transactionDetails', DETAIL_LEVELS, 'full');
  if (level === 'none') return {};
  const entries = chain.entriesOf(header);
  if (level === 'signatures') return { signatures: entries.map((entry) => entry.signature) };
  const format: TransactionFormat = transactionFormat(options);
  const encode = level === 'full' ? encodeTransaction : encodeAccountsOnly;
  const details = await Promise.all(entries.map((entry) => chain.details(entry)));
  return { transactions: details.map((detail) => encode(detail, format)) };
}
