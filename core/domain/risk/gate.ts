/** The one gate before every signature (G-03). All guards run and all denials are told: a person mends them in one go. */
import type { Denial } from './denial.ts';
import { blockhashGuard } from './guards/blockhash.ts';
import { budgetGuard } from './guards/budget.ts';
import { campaignTermsGuard } from './guards/campaign-terms.ts';
import { chainGuard } from './guards/chain.ts';
import { destinationGuard } from './guards/destination.ts';
import { fundsGuard } from './guards/funds.ts';
import { generationGuard } from './guards/generation.ts';
import { limitPriceGuard } from './guards/limit-price.ts';
import { maySignGuard } from './guards/may-sign.ts';
import { messageGuard } from './guards/message.ts';
import { minOutGuard } from './guards/min-out.ts';
import { priorityFeeGuard } from './guards/priority-fee.ts';
import { rehearsalOnlyGuard } from './guards/rehearsal-only.ts';
import { selfTradeGuard } from './guards/self-trade.ts';
import { signedForGuard } from './guards/signed-for.ts';
import { slippageGuard } from './guards/slippage.ts';
import { solPerTransactionGuard } from './guards/sol-per-transaction.ts';
import { timeWindowGuard } from './guards/time-window.ts';
import { tipGuard } from './guards/tip.ts';
import { tradeSizeGuard } from './guards/trade-size.ts';
import { walletGuard } from './guards/wallet.ts';
import type { Guard, GuardView } from './view.ts';

/** Gravest first: the first denial is the one an intent is remembered by. */
const GUARDS: readonly Guard[] = [
  messageGuard,
  campaignTermsGuard,
  chainGuard,
  destinationGuard,
  rehearsalOnlyGuard,
  selfTradeGuard,
  generationGuard,
  timeWindowGuard,
  walletGuard,
  budgetGuard,
  signedForGuard,
  fundsGuard,
  slippageGuard,
  tradeSizeGuard,
  solPerTransactionGuard,
  priorityFeeGuard,
  tipGuard,
  limitPriceGuard,
  minOutGuard,
  blockhashGuard,
];

/** The reasons against a signature; none when it may be given. */
export function askGuards(view: GuardView): Denial[] {
  return [...maySignGuard(view), ...GUARDS.map((guard) => guard(view)).filter((found) => found !== null)];
}
