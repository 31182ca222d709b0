import type { ChainNode } from '../../chain/chain-node.ts';
import type { TransactionEntry } from '../../chain/transaction-table.ts';
import type { View } from '../../chain/view.ts';
import { encodeTransaction, transactionFormat } from '../encoding/transaction.ts';
import { toSignature } from '../params.ts';
import { historyView, type MethodTable, withContext } from '../rpc-context.ts';
import { invalidParams } from '../rpc-error.ts';

const MAX_STATUSES = 256;
const MAX_SIGNATURES = 1_000;

export const historyMethods: MethodTable = {
  getSignatureStatuses({ chain, statusCache }, params) {
    const signatures = params.signatures(0, 'signatures', MAX_STATUSES);
    const inHistory = params.options(1).boolean('searchTransactionHistory', false) && statusCache.history;
    const view = chain.view('processed');
    const oldestCached = chain.view('finalized').height - statusCache.roots;
    const statuses = signatures.map((signature) => {
      const entry = chain.find(signature);
      return entry !== null && (inHistory || entry.height > oldestCached) ? statusOf(chain, entry, view) : null;
    });
    return withContext(view, statuses);
  },

  async getTransaction({ chain }, params) {
    const signature = params.signature(0);
    const options = params.options(1);
    const format = transactionFormat(options);
    const view = historyView(chain, options);
    const entry = chain.find(signature);
    if (entry === null || entry.height > view.height) return null;
    return {
      slot: chain.slotOf(entry.height),
      blockTime: chain.timeOf(entry.height),
      ...encodeTransaction(await chain.details(entry), format),
    };
  },

  getSignaturesForAddress({ chain }, params) {
    const address = params.address(0);
    const options = params.options(1);
    const limit = options.integer('limit') ?? MAX_SIGNATURES;
    if (limit < 1 || limit > MAX_SIGNATURES) throw invalidParams(`Invalid limit; max ${MAX_SIGNATURES}`);
    const view = historyView(chain, options);
    const bound = (key: string) => (options.has(key) ? toSignature(options.raw(key), key) : null);
    return signaturesBetween(chain, address, view, { before: bound('before'), until: bound('until'), limit });
  },
};

function statusOf(chain: ChainNode, { height, err }: TransactionEntry, view: View) {
  const confirmationStatus = chain.commitmentOf(height);
  return {
    slot: chain.slotOf(height),
    confirmations: confirmationStatus === 'finalized' ? null : view.height - height,
    err,
    status: err === null ? { Ok: null } : { Err: err },
    confirmationStatus,
  };
}

interface SignatureRange {
  readonly before: string | null;
  readonly until: string | null;
  readonly limit: number;
}

/** Newest first, starting after `before` and ending ahead of `until`. */
function signaturesBetween(chain: ChainNode, address: string, view: View, { before, until, limit }: SignatureRange) {
  const found = [];
  let started = before === null || chain.find(before) === null;
  for (const entry of chain.newestFirst(address)) {
    if (entry.signature === until || found.length === limit) break;
    if (started && entry.height <= view.height) found.push(signatureInfo(chain, entry));
    started ||= entry.signature === before;
  }
  return found;
}

function signatureInfo(chain: ChainNode, { signature, height, err, memo }: TransactionEntry) {
  return {
    signature,
    slot: chain.slotOf(height),
    err,
    memo,
    blockTime: chain.timeOf(height),
    confirmationStatus: chain.commitmentOf(height),
  };
}
