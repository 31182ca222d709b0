/**
 * Why something was not signed. Codes are append-only: they are stored, counted and switched on by clients, so one is never
 * renamed or reused. The sentence is what a person reads.
 */
export const DENIALS = {
  GUARD_HALTED: 'Trading is halted',
  GUARD_REDUCING: 'Only trades that reduce what is held are let through',
  RUN_NOT_RUNNING: 'The run is not running',
  GENERATION_CHANGED: 'The campaign was paused, resumed, stopped or edited meanwhile',
  NOT_DUE: 'It is not due yet',
  TOO_LATE: 'Its time is over',
  OVER_BUDGET: 'It would go beyond the budget of its run',
  INSUFFICIENT_FUNDS: 'The wallet does not hold enough beyond what is reserved',
  SLIPPAGE_TOO_HIGH: 'The slippage is above the limit',
  TRADE_TOO_LARGE: 'The trade is too large for its pool',
  TOO_MUCH_SOL: 'One transaction would take more SOL than allowed',
  PRIORITY_FEE_TOO_HIGH: 'The priority fee is above the limit',
  LIMIT_PRICE: 'The price is worse than the limit price',
  MIN_OUT_TOO_LOW: 'The least output is below the signer’s own quote less the slippage',
  REHEARSAL_ONLY: 'The strategy runs on the local chain, devnet and testnet alone',
  STRATEGY_UNKNOWN: 'This build does not know the strategy',
  SELF_TRADE: 'A linked wallet has just traded the same mint the other way',
  MESSAGE_DIFFERS: 'The transaction is not the one the intent asks for',
  WRONG_CHAIN: 'The intent belongs to another chain',
  WALLET_INACTIVE: 'The wallet is switched off',
  NO_KEY: 'No key is held for the wallet',
  BLOCKHASH_IMPLAUSIBLE: 'What was said about the blockhash cannot be true',
  POOL_UNTRADABLE: 'The pool cannot be traded on just now',
  SIMULATION_FAILED: 'The simulation failed',
  TIP_TOO_HIGH: 'The tip is above the limit',
  KEK_UNAVAILABLE: 'What opens the wallet’s key cannot be reached just now',
  DESTINATION_NOT_ALLOWED: 'The organisation has not listed the address for withdrawals',
  DESTINATION_TOO_NEW: 'The address was listed too short a time ago',
  ASSET_UNREADABLE: 'What is to be sent cannot be read on the chain, or not moved',
  INTENT_DIFFERS_FROM_CAMPAIGN: 'The intent is not what its campaign asks for',
  MAY_HAVE_LANDED: 'An earlier transaction of it has landed, or still may',
  OVER_SIGNED: 'Its run has had signed for as much as it ever may',
} as const;

export type DenialCode = keyof typeof DENIALS;

export interface Denial {
  readonly code: DenialCode;
  /** The numbers behind it, as text; never a secret. */
  readonly detail: Readonly<Record<string, string>>;
}

export const denial = (code: DenialCode, detail: Readonly<Record<string, string>> = {}): Denial => ({ code, detail });

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/** How long to wait after the `count`th denial of an intent, in milliseconds: doubling, up to half a minute. */
export const denialDelayMs = (count: number): number =>
  Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(count - 1, 20));
