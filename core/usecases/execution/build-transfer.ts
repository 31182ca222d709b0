/** Step 3 of the execution design for a transfer: both ends of it as they are now, and what to offer for it. */

import { isAppError } from '#core/domain/errors.ts';
import { SOL } from '#core/domain/execution/demands.ts';
import { SOL_TRANSFER_UNITS, solTransferPrice } from '#core/domain/withdrawal/sol-fee.ts';
import type { ClaimedTransfer } from '#core/ports/claim-store.ts';
import type { TransferEnds, TransferOrder } from '#core/ports/transfers.ts';
import type { KnownBudget } from './compute-budgets.ts';
import type { TradeDeps } from './deps.ts';
import { type DeniedTrade, type Draft, denied } from './draft.ts';
import type { Reading, Wanted } from './read-accounts.ts';

const orderOf = ({ wallet, destination, asset, amountIn }: ClaimedTransfer): TransferOrder => ({
  ...{ wallet, destination, asset, amount: amountIn },
});

/** Both ends of the transfer. */
export const wantedEnds = ({ transfers }: TradeDeps, intent: ClaimedTransfer): Wanted => ({
  key: intent.id,
  accounts: transfers.accounts(orderOf(intent)),
});

export function draftTransfer(deps: TradeDeps, intent: ClaimedTransfer, reading: Reading): Draft | DeniedTrade {
  const ends = endsNow(deps, intent, reading);
  if ('kind' in ends) return ends;
  const { transfers } = deps;
  const order = orderOf(intent);
  const through = transfers.written(order, ends.token);
  return {
    intent,
    quote: toQuote(intent, reading.slot),
    route: { through, wallet: intent.wallet, writable: [intent.wallet, through] },
    build: ({ units, price }) =>
      transfers.build(order, ends.token, { computeUnitLimit: units, computeUnitPrice: price }),
    ...(intent.asset === SOL ? { choose: (known: KnownBudget) => solBudget(intent, ends, known) } : {}),
  };
}

function endsNow({ transfers }: TradeDeps, intent: ClaimedTransfer, { accounts }: Reading): TransferEnds | DeniedTrade {
  const order = orderOf(intent);
  const byAddress = new Map(transfers.accounts(order).map((address, at) => [address, accounts[at] ?? null]));
  try {
    return transfers.ends(order, (address) => byAddress.get(address) ?? null);
  } catch (error) {
    if (isAppError(error)) return denied(error.code, { ...error.context });
    throw error;
  }
}

/** Sending SOL always takes the same, so that a wallet can be emptied: what is left pays the fee, to the lamport. */
const solBudget = ({ amountIn }: ClaimedTransfer, { lamports }: TransferEnds, { price }: KnownBudget): KnownBudget => ({
  ...{ units: SOL_TRANSFER_UNITS, price: solTransferPrice(lamports - amountIn, price), measured: true },
});

/** What leaves is what arrives. */
const toQuote = ({ amountIn }: ClaimedTransfer, slot: bigint): Draft['quote'] => ({
  ...{ slot: slot.toString(), quotedOut: amountIn.toString(), minOut: amountIn.toString() },
  ...{ poolFee: '0', reserveIn: '0', reserveOut: '0' },
});
