/** A transfer as the signer sees it: nothing but the amount of the intent, to the destination of the intent. */
import { SOL, transferDemands } from '#core/domain/execution/demands.ts';
import { max, min } from '#core/domain/money.ts';
import { type Denial, denial } from '#core/domain/risk/denial.ts';
import type { SigningTransfer } from '#core/ports/signing-store.ts';
import type { SentToken, TransferEnds, TransferOrder } from '#core/ports/transfers.ts';
import type { Asked } from './asked.ts';
import type { SigningDependencies } from './dependencies.ts';
import { type Inspection, type Inspector, matches, readTerms, type ShownDemand } from './inspect.ts';
import type { ChainReading } from './reading.ts';

/** @throws when an address of the intent is none */
export function inspectTransfer(
  deps: SigningDependencies,
  intent: SigningTransfer,
  request: Asked['request'],
): Inspector {
  const { wallet, destination, asset, amountIn: amount } = intent;
  const order: TransferOrder = { wallet: wallet.address, destination, asset, amount };
  return {
    accounts: deps.transfers.accounts(order),
    quoteSlot: BigInt(request.quote.slot),
    inspect: (reading) => inspect(deps, { intent, request, order }, reading),
  };
}

interface Transfer {
  readonly intent: SigningTransfer;
  readonly request: Asked['request'];
  readonly order: TransferOrder;
}

function inspect(deps: SigningDependencies, transfer: Transfer, reading: ChainReading): Inspection | Denial {
  const { intent, request, order } = transfer;
  // What was a wallet when it was listed may be a token account or a program by now.
  if (!reading.endpoints.every((at) => deps.transfers.isWallet(at(order.destination)))) {
    return denial('DESTINATION_NOT_ALLOWED', { reason: 'it is no wallet any more' });
  }
  const ends = agreedEnds(reading.endpoints.map((at) => deps.transfers.ends(order, at)));
  if (ends === null) return denial('ASSET_UNREADABLE', { reason: 'endpoints tell different things of the mint' });
  const { head, priorityFee } = readTerms(deps, request.message);
  const build = (budget: NonNullable<typeof head>) => deps.transfers.build(order, ends.token, budget);
  return {
    order: {
      ...{ minOut: intent.amountIn, priorityFee, tip: intent.tip },
      matches: matches(deps, intent, request.message, { head, build }),
    },
    head,
    demands: demandsShown(intent, ends, priorityFee),
    quote: null,
    figures: { out: intent.amountIn, fee: 0n, reserveIn: 0n, reserveOut: 0n },
  };
}

/** The worst that endpoints show of both ends; null when they do not mean the same token. */
function agreedEnds(
  all: readonly TransferEnds[],
): Pick<TransferEnds, 'token' | 'lamports' | 'balance' | 'rent'> | null {
  const [first] = all;
  if (first === undefined || !all.every(({ token }) => isSameToken(token, first.token))) return null;
  return {
    token: first.token,
    lamports: all.map(({ lamports }) => lamports).reduce(min),
    balance: all.map(({ balance }) => balance).reduce(min),
    rent: all.map(({ rent }) => rent).reduce(max),
  };
}

const isSameToken = (a: SentToken | null, b: SentToken | null): boolean =>
  a?.program === b?.program && a?.decimals === b?.decimals;

const demandsShown = (
  { wallet, asset, amountIn }: SigningTransfer,
  { lamports, balance, rent }: Pick<TransferEnds, 'lamports' | 'balance' | 'rent'>,
  priorityFee: bigint,
): ShownDemand[] =>
  transferDemands({ walletId: wallet.id, asset, amount: amountIn, priorityFee, rent }).map((demand) => ({
    ...demand,
    balance: demand.asset === SOL ? lamports : balance,
  }));
