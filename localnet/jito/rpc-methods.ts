import type { Chain } from '../chain/chain.ts';
import { type Options, type Params, toList, toText } from '../rpc/params.ts';
import { type MethodTable, withContext } from '../rpc/rpc-context.ts';
import { invalidParams } from '../rpc/rpc-error.ts';
import { readTransaction } from '../rpc/wire-input.ts';
import { ANONYMOUS } from './auth.ts';
import { BundleRefused, type Bundles, MAX_BUNDLE_TRANSACTIONS } from './bundles.ts';
import { TIP_ACCOUNTS } from './tip-accounts.ts';

/** Bundles that may be asked about at once. */
const MAX_BUNDLE_IDS = 5;

/** The JSON-RPC shape of a block engine (`/api/v1/bundles`). */
export function bundleMethods(chain: Chain, bundles: Bundles): MethodTable {
  const describe = <T>(params: Params, one: (id: string) => T) =>
    withContext(
      chain.view('processed'),
      toList(params.raw(0), 'bundle ids', MAX_BUNDLE_IDS).map((id) => one(toText(id, 'bundle id'))),
    );
  return {
    getTipAccounts: () => TIP_ACCOUNTS,
    sendBundle: (_, params) => submit(bundles, readBundle(params, params.options(1))),
    getBundleStatuses: (_, params) => describe(params, (id) => landedStatus(chain, bundles, id)),
    getInflightBundleStatuses: (_, params) =>
      describe(params, (id) => {
        const height = bundles.landed(id)?.[0]?.height;
        const landedSlot = height === undefined ? null : chain.slotOf(height);
        return { bundle_id: id, status: bundles.statusOf(id) ?? 'Invalid', landed_slot: landedSlot };
      }),
  };
}

function readBundle(params: Params, options: Options) {
  const texts = toList(params.raw(0), 'transactions', MAX_BUNDLE_TRANSACTIONS);
  return texts.map((text) => readTransaction(toText(text, 'transaction'), options));
}

function submit(bundles: Bundles, transactions: ReturnType<typeof readBundle>): string {
  try {
    return bundles.submit(transactions, ANONYMOUS);
  } catch (error) {
    throw error instanceof BundleRefused ? invalidParams(error.message) : error;
  }
}

/** Null for a bundle that is not on the chain. */
function landedStatus(chain: Chain, bundles: Bundles, id: string) {
  const entries = bundles.landed(id);
  const [first] = entries ?? [];
  if (entries === null || first === undefined) return null;
  return {
    bundle_id: id,
    transactions: entries.map(({ signature }) => signature),
    slot: chain.slotOf(first.height),
    confirmation_status: chain.commitmentOf(first.height),
    err: { Ok: null },
  };
}
