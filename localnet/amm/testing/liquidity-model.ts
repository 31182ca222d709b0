/**
 * Deposit and withdraw restated in bigint arithmetic, for tests to compare the program with: written from the formulas
 * of raydium-amm (program/src/math.rs and processor.rs), without the profit that the original sets aside.
 */
import { CODE, ceilDivide, narrow, type PoolNumbers, Refused, reservesOf } from './reference-model.ts';

export interface LiquidityState {
  readonly pool: PoolNumbers;
  /** Liquidity tokens in circulation. */
  readonly liquidity: bigint;
  readonly userCoin: bigint;
  readonly userPc: bigint;
  readonly userLp: bigint;
}

export interface DepositNumbers {
  readonly maxCoin: bigint;
  readonly maxPc: bigint;
  readonly baseCoin: boolean;
}

export interface LiquidityChange {
  readonly code: number | null;
  /** What goes into the vaults (or, below zero, out of them) and into circulation. */
  readonly coin: bigint;
  readonly pc: bigint;
  readonly liquidity: bigint;
  /** The fields of the event, in order; null where there is none. */
  readonly log: readonly bigint[] | null;
}

const NO_PROFIT = [0n, 0n, 0n, 0n];

function refused(code: number, log: readonly bigint[] | null = null): LiquidityChange {
  return { code, coin: 0n, pc: 0n, liquidity: 0n, log };
}

function orRefused(compute: () => LiquidityChange): LiquidityChange {
  try {
    return compute();
  } catch (error) {
    if (error instanceof Refused) return refused(error.code);
    throw error;
  }
}

function divided(dividend: bigint, divisor: bigint, up = false): bigint {
  if (divisor === 0n) throw new Refused(CODE.checkedDivOverflow);
  return narrow(up ? ceilDivide(dividend, divisor) : dividend / divisor, CODE.checkedDivOverflow);
}

/** What the program must do with this deposit in this state. */
export function expectedDeposit(state: LiquidityState, { maxCoin, maxPc, baseCoin }: DepositNumbers): LiquidityChange {
  const side = baseCoin ? 0n : 1n;
  const log = (pool: readonly bigint[], result: readonly bigint[]) => {
    return [maxCoin, maxPc, side, ...pool, ...NO_PROFIT, ...result];
  };
  if (maxCoin === 0n || maxPc === 0n) return refused(CODE.invalidInput, log([0n, 0n, 0n], [0n, 0n, 0n]));
  return orRefused(() => {
    const { coin, pc } = reservesOf(state.pool);
    const pool = [coin, pc, state.liquidity];
    if (state.liquidity === 0n) return refused(CODE.notAllowZeroLp, log(pool, [0n, 0n, 0n]));
    const [given, reserve, otherReserve, most] = baseCoin ? [maxCoin, coin, pc, maxPc] : [maxPc, pc, coin, maxCoin];
    const other = divided(given * otherReserve, reserve, true);
    const [coinIn, pcIn] = baseCoin ? [given, other] : [other, given];
    if (other > most) return refused(CODE.exceededSlippage, log(pool, [coinIn, pcIn, 0n]));
    const minted = divided(state.liquidity * given, reserve);
    const event = log(pool, [coinIn, pcIn, minted]);
    if (coinIn > state.userCoin || pcIn > state.userPc) return refused(CODE.insufficientFunds, event);
    if (minted === 0n || coinIn === 0n || pcIn === 0n) return refused(CODE.invalidInput, event);
    narrow(state.liquidity + minted, CODE.checkedAddOverflow);
    return { code: null, coin: coinIn, pc: pcIn, liquidity: minted, log: event };
  });
}

/** What the program must do when so much liquidity is withdrawn in this state. */
export function expectedWithdrawal(state: LiquidityState, burnt: bigint): LiquidityChange {
  if (burnt > state.userLp) return refused(CODE.insufficientFunds);
  if (burnt >= state.liquidity) return refused(CODE.notAllowZeroLp);
  return orRefused(() => {
    const { coin, pc } = reservesOf(state.pool);
    const [coinOut, pcOut] = [divided(coin * burnt, state.liquidity), divided(pc * burnt, state.liquidity)];
    const log = [burnt, state.userLp, coin, pc, state.liquidity, ...NO_PROFIT, coinOut, pcOut];
    if (burnt === 0n || coinOut === 0n || pcOut === 0n) return refused(CODE.invalidInput, log);
    return { code: null, coin: -coinOut, pc: -pcOut, liquidity: -burnt, log };
  });
}
