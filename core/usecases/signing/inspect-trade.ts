/** A trade as the signer sees it: its own quote, and the swap that the intent asks for. The worker chooses the least output. */
import { demandsOf, SOL } from '#core/domain/execution/demands.ts';
import { type Address, WSOL_MINT } from '#core/domain/ids.ts';
import { tokenAmount } from '#core/domain/money.ts';
import { type Denial, denial } from '#core/domain/risk/denial.ts';
import type { SigningTrade } from '#core/ports/signing-store.ts';
import type { Venue } from '#core/ports/venue.ts';
import type { Asked } from './asked.ts';
import type { SigningDependencies } from './dependencies.ts';
import { type Inspection, type Inspector, type MessageTerms, matches, readTerms, type ShownDemand } from './inspect.ts';
import { type OwnQuote, quoteOwn } from './quote.ts';
import { type ChainReading, lowest } from './reading.ts';

/** @throws when an address of the intent is none */
export function inspectTrade(
  deps: SigningDependencies,
  intent: SigningTrade,
  request: Asked['request'],
): Inspector | Denial {
  const venue = deps.venues.get(intent.pool.venue);
  if (venue === undefined) return denial('POOL_UNTRADABLE', { reason: `unknown venue ${intent.pool.venue}` });
  const trade: Trade = { intent, request, venue, accounts: accountsOf(deps, venue, intent) };
  const { pool, input, output } = trade.accounts;
  const named = [...pool, intent.wallet.address, intent.feePayer.address, input, output];
  return {
    accounts: named.filter((one) => one !== null),
    quoteSlot: BigInt(request.quote.slot),
    inspect: (reading) => inspect(deps, trade, reading),
  };
}

interface TradeAccounts {
  readonly pool: readonly Address[];
  /** None for SOL, which passes through an account of its own. */
  readonly input: Address | null;
  readonly output: Address | null;
}

interface Trade {
  readonly intent: SigningTrade;
  readonly request: Asked['request'];
  readonly venue: Venue;
  readonly accounts: TradeAccounts;
}

function accountsOf({ codec }: SigningDependencies, venue: Venue, intent: SigningTrade): TradeAccounts {
  const tokenAccount = (mint: Address): Address | null =>
    mint === WSOL_MINT ? null : codec.associatedTokenAccount(intent.wallet.address, mint);
  return {
    ...{ pool: venue.poolAccounts(intent.pool) },
    ...{ input: tokenAccount(intent.inputMint), output: tokenAccount(intent.outputMint) },
  };
}

function inspect(deps: SigningDependencies, trade: Trade, reading: ChainReading): Inspection | Denial {
  const { intent, request, venue, accounts } = trade;
  const pools = reading.endpoints.map((at) => accounts.pool.map(at));
  const own = quoteOwn(venue, intent, pools);
  if ('code' in own) return own;
  const terms = readTerms(deps, request.message);
  const minOut = BigInt(request.quote.minOut);
  const { amountOut: out, minAmountOut: leastOut, fee, reserveIn, reserveOut } = own.swap;
  return {
    order: { minOut, priorityFee: terms.priorityFee, tip: intent.tip, matches: isAsked(deps, trade, own, terms) },
    head: terms.head,
    demands: demandsShown(deps, trade, reading, terms.priorityFee),
    quote: { out, leastOut, reserveIn: own.reserveIn },
    figures: { out, fee, reserveIn, reserveOut },
  };
}

const isAsked = (
  deps: SigningDependencies,
  { intent, request, venue }: Trade,
  { pool }: OwnQuote,
  { head }: MessageTerms,
): boolean =>
  matches(deps, intent, request.message, {
    head,
    build: ({ computeUnitLimit, computeUnitPrice }) =>
      venue.buildSwap({
        intentId: intent.id,
        wallet: intent.wallet.address,
        feePayer: intent.feePayer.address,
        pool,
        inputMint: intent.inputMint,
        amountIn: tokenAmount(intent.amountIn),
        minAmountOut: tokenAmount(BigInt(request.quote.minOut)),
        computeUnitLimit,
        computeUnitPrice,
      }),
  });

function demandsShown(
  { codec }: SigningDependencies,
  { intent, venue, accounts }: Trade,
  reading: ChainReading,
  priorityFee: bigint,
): ShownDemand[] {
  const { wallet, feePayer, inputMint, outputMint, amountIn, tip } = intent;
  const { input, output } = accounts;
  const canReceive = output === null || reading.endpoints.every((at) => at(output) !== null);
  const demands = demandsOf({
    ...{ walletId: wallet.id, feePayerId: feePayer.id, inputMint, amountIn, priorityFee, tip },
    opensTokenAccount: !canReceive,
    transientRent: [inputMint, outputMint].includes(WSOL_MINT) ? venue.transientRent : 0n,
  });
  const lamportsOf = (address: Address): bigint => lowest(reading, (at) => at(address)?.lamports ?? 0n);
  const units = (): bigint =>
    lowest(reading, (at) => (input === null ? 0n : (codec.tokenBalance(at(input), wallet.address, inputMint) ?? 0n)));
  return demands.map((demand) => ({
    ...demand,
    balance: demand.asset === SOL ? lamportsOf((demand.walletId === wallet.id ? wallet : feePayer).address) : units(),
  }));
}
