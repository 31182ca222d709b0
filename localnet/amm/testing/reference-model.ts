/**
 * The AMM restated in bigint arithmetic, for tests to compare the program with. Written from the curve's formulas
 * (raydium-amm, program/src/math.rs and processor.rs), not from the C source.
 */

export const U64_MAX = 2n ** 64n - 1n;

/** The program's error codes. */
export const CODE = {
  invalidProgramAddress: 1,
  invalidCoinVault: 4,
  invalidPcVault: 5,
  invalidTokenLp: 6,
  invalidPoolMint: 9,
  invalidTargetOrders: 13,
  invalidCoinMint: 16,
  invalidPcMint: 17,
  invalidSigner: 21,
  invalidStatus: 22,
  invalidInstruction: 23,
  wrongAccountsNumber: 24,
  invalidAmmOwner: 27,
  invalidInput: 29,
  exceededSlippage: 30,
  checkedSubOverflow: 32,
  checkedAddOverflow: 33,
  checkedDivOverflow: 35,
  invalidSplTokenProgram: 38,
  takePnl: 39,
  insufficientFunds: 40,
  invalidUserToken: 42,
  notAllowZeroLp: 50,
} as const;

export type Direction = 'coinToPc' | 'pcToCoin';

export interface PoolNumbers {
  readonly coinVault: bigint;
  readonly pcVault: bigint;
  readonly coinSetAside: bigint;
  readonly pcSetAside: bigint;
  readonly feeNumerator: bigint;
  readonly feeDenominator: bigint;
}

export interface SwapNumbers {
  readonly baseIn: boolean;
  readonly direction: Direction;
  /** Amount in, or the most that may go in. */
  readonly first: bigint;
  /** Least out, or amount out. */
  readonly second: bigint;
  readonly sourceBalance: bigint;
}

export type Outcome =
  | { readonly code: number; readonly logged: bigint | null }
  | { readonly code: null; readonly amountIn: bigint; readonly amountOut: bigint; readonly logged: bigint };

export class Refused extends Error {
  constructor(readonly code: number) {
    super(`refused with ${code}`);
  }
}

export function narrow(value: bigint, code: number): bigint {
  if (value > U64_MAX) throw new Refused(code);
  return value;
}

export function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

interface Reserves {
  readonly reserveIn: bigint;
  readonly reserveOut: bigint;
}

function amountOutFor(pool: PoolNumbers, { reserveIn, reserveOut }: Reserves, amountIn: bigint): bigint {
  if (pool.feeDenominator === 0n) throw new Refused(CODE.checkedDivOverflow);
  const fee = narrow(ceilDivide(amountIn * pool.feeNumerator, pool.feeDenominator), CODE.checkedDivOverflow);
  if (fee > amountIn) throw new Refused(CODE.checkedSubOverflow);
  const net = amountIn - fee;
  const denominator = narrow(reserveIn + net, CODE.checkedAddOverflow);
  if (denominator === 0n) throw new Refused(CODE.checkedDivOverflow);
  return (reserveOut * net) / denominator;
}

function amountInFor(pool: PoolNumbers, { reserveIn, reserveOut }: Reserves, amountOut: bigint): bigint {
  if (amountOut >= reserveOut) throw new Refused(CODE.insufficientFunds);
  if (pool.feeNumerator >= pool.feeDenominator) throw new Refused(CODE.checkedSubOverflow);
  const net = narrow(ceilDivide(reserveIn * amountOut, reserveOut - amountOut), CODE.checkedDivOverflow);
  const kept = pool.feeDenominator - pool.feeNumerator;
  return narrow(ceilDivide(net * pool.feeDenominator, kept), CODE.checkedDivOverflow);
}

/** The reserves as the swap sees them; throws `Refused` when a vault holds less than was set aside. */
export function reservesOf(pool: PoolNumbers): { coin: bigint; pc: bigint } {
  const coin = pool.coinVault - pool.coinSetAside;
  const pc = pool.pcVault - pool.pcSetAside;
  if (coin < 0n || pc < 0n) throw new Refused(CODE.checkedSubOverflow);
  return { coin, pc };
}

function price(pool: PoolNumbers, swap: SwapNumbers, reserves: Reserves): { amountIn: bigint; amountOut: bigint } {
  if (!swap.baseIn) return { amountIn: amountInFor(pool, reserves, swap.second), amountOut: swap.second };
  const affordable = swap.sourceBalance >= swap.first;
  return { amountIn: swap.first, amountOut: affordable ? amountOutFor(pool, reserves, swap.first) : 0n };
}

function refusalOf(swap: SwapNumbers, amountIn: bigint, amountOut: bigint, reserveOut: bigint): number | null {
  if (swap.sourceBalance < amountIn) return CODE.insufficientFunds;
  if (swap.baseIn ? amountOut < swap.second : amountIn > swap.first) return CODE.exceededSlippage;
  if (amountIn === 0n || amountOut === 0n) return CODE.invalidInput;
  return amountOut >= reserveOut ? CODE.insufficientFunds : null;
}

/** What the program must do with this swap in this state. */
export function expectedOutcome(pool: PoolNumbers, swap: SwapNumbers): Outcome {
  try {
    const { coin, pc } = reservesOf(pool);
    const sellsCoin = swap.direction === 'coinToPc';
    const reserves = sellsCoin ? { reserveIn: coin, reserveOut: pc } : { reserveIn: pc, reserveOut: coin };
    const { amountIn, amountOut } = price(pool, swap, reserves);
    const logged = swap.baseIn ? amountOut : amountIn;
    const code = refusalOf(swap, amountIn, amountOut, reserves.reserveOut);
    if (code !== null) return { code, logged };
    return { code: null, amountIn, amountOut, logged };
  } catch (error) {
    if (error instanceof Refused) return { code: error.code, logged: null };
    throw error;
  }
}
