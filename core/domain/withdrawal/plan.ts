/** How much can be withdrawn, what it costs, and what has to stay (W-07). Amounts are base units, fees and rent lamports. */
import { type Asset, priorityFeeOf, SOL, TOKEN_ACCOUNT_RENT, WALLET_RENT } from '../execution/demands.ts';
import { PRIORITY_FEE_CAP } from '../execution/policy.ts';
import { LAMPORTS_PER_SIGNATURE } from '../ledger/entries.ts';
import { max } from '../money.ts';
import { solTransferFee } from './sol-fee.ts';

/** What campaigns and withdrawals on their way may still take of a wallet. */
export interface SpokenFor {
  /** Of what is withdrawn. */
  readonly asset: bigint;
  readonly lamports: bigint;
  /** Whether something else still works with the wallet, so that it has to live on. */
  readonly inUse: boolean;
}

export interface WithdrawalFunds {
  /** Lamports of the wallet. */
  readonly lamports: bigint;
  /** Of what is withdrawn; the lamports for SOL. */
  readonly balance: bigint;
  readonly spokenFor: SpokenFor;
  /** Lamports that the destination's token account is made with. */
  readonly rent: bigint;
  /** Micro-lamports a compute unit, as asked for just now. */
  readonly price: bigint;
}

export interface WithdrawalPlan {
  /** What leaves for the destination. */
  readonly amount: bigint;
  /** For the network: an allowance, of which a token's transfer takes less as a rule. */
  readonly fee: bigint;
  readonly rent: bigint;
}

/** What is missing, of which asset. */
export interface Shortage {
  readonly asset: Asset;
  readonly needed: bigint;
  readonly available: bigint;
}

/** Compute units for making a token account and sending to it, and room. */
const TOKEN_TRANSFER_UNITS = 60_000;

/** The most that one more withdrawal of the same wallet may take beside its amount: counted for each that is on its way. */
export const PENDING_WITHDRAWAL_COSTS = solTransferFee(PRIORITY_FEE_CAP) + TOKEN_ACCOUNT_RENT;

const lessOf = (held: bigint, taken: bigint): bigint => max(0n, held - taken);

/** @param amount null for all that can be withdrawn */
export function planWithdrawal(asset: Asset, amount: bigint | null, funds: WithdrawalFunds): WithdrawalPlan | Shortage {
  return asset === SOL ? planSol(amount, funds) : planToken(asset, amount, funds);
}

/** Nothing else needs the wallet: it may be emptied to the last lamport. */
const mayEmpty = ({ asset, lamports, inUse }: SpokenFor): boolean => asset + lamports === 0n && !inUse;

function planSol(asked: bigint | null, { lamports, spokenFor, price }: WithdrawalFunds): WithdrawalPlan | Shortage {
  const fee = solTransferFee(price);
  const stays = fee + WALLET_RENT;
  const available = lessOf(lamports, spokenFor.lamports);
  const empties = mayEmpty(spokenFor);
  const amount = asked ?? lessOf(available, empties ? fee : stays);
  const left = lamports - amount;
  if (amount > 0n && empties && left >= LAMPORTS_PER_SIGNATURE && left <= solTransferFee(PRIORITY_FEE_CAP)) {
    // What is left is the fee.
    return { amount, fee: left, rent: 0n };
  }
  const needed = max(1n, amount) + stays;
  return needed > available ? { asset: SOL, needed, available } : { amount, fee, rent: 0n };
}

function planToken(
  asset: Asset,
  asked: bigint | null,
  { lamports, balance, spokenFor, rent, price }: WithdrawalFunds,
): WithdrawalPlan | Shortage {
  const available = lessOf(balance, spokenFor.asset);
  const amount = asked ?? available;
  const needed = max(1n, amount);
  if (needed > available) return { asset, needed, available };
  const fee = LAMPORTS_PER_SIGNATURE + priorityFeeOf(TOKEN_TRANSFER_UNITS, price);
  const lamportsNeeded = fee + rent + WALLET_RENT;
  const lamportsThere = lessOf(lamports, spokenFor.lamports);
  if (lamportsNeeded > lamportsThere) return { asset: SOL, needed: lamportsNeeded, available: lamportsThere };
  return { amount, fee, rent };
}
