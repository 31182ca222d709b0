import { feeOf } from '../../chain/fees.ts';
import { parseMessage, TransactionFormatError } from '../../chain/wire-transaction.ts';
import { type MethodTable, viewFor, withContext } from '../rpc-context.ts';
import { invalidParams } from '../rpc-error.ts';

const MAX_FEE_ACCOUNTS = 128;

export const blockhashMethods: MethodTable = {
  getLatestBlockhash({ chain }, params) {
    const view = viewFor(chain, params.options(0));
    return withContext(view, chain.latestBlockhash(view));
  },

  isBlockhashValid({ chain }, params) {
    const view = viewFor(chain, params.options(1));
    return withContext(view, chain.isBlockhashValid(params.address(0, 'blockhash'), view));
  },

  getFeeForMessage({ chain }, params) {
    const view = viewFor(chain, params.options(1));
    const message = readMessage(params.text(0, 'message'));
    const valid = chain.isBlockhashValid(message.recentBlockhash, view);
    return withContext(view, valid ? Number(feeOf(message)) : null);
  },

  getRecentPrioritizationFees({ chain }, params) {
    const accounts = params.raw(0) === undefined ? [] : params.addresses(0, 'accounts', MAX_FEE_ACCOUNTS);
    return chain.priorityFees.recent(accounts);
  },
};

function readMessage(text: string) {
  try {
    return parseMessage(Buffer.from(text, 'base64'));
  } catch (error) {
    if (error instanceof TransactionFormatError) throw invalidParams(`invalid message: ${error.message}`);
    throw error;
  }
}
