import { Keypair, type PublicKey } from '@solana/web3.js';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type CallResult, STATUS, type Tamper } from './testing/amm-bench.ts';
import { LiquidityBench } from './testing/liquidity-bench.ts';
import {
  type DepositNumbers,
  expectedDeposit,
  expectedWithdrawal,
  type LiquidityChange,
  type LiquidityState,
} from './testing/liquidity-model.ts';
import { CODE, U64_MAX } from './testing/reference-model.ts';

const STATE: LiquidityState = {
  pool: {
    ...{ coinVault: 1_000_000_000_003n, pcVault: 500_000_000_001n, coinSetAside: 7_000n, pcSetAside: 11_000n },
    ...{ feeNumerator: 25n, feeDenominator: 10_000n },
  },
  ...{ liquidity: 700_000_000_000n, userCoin: 10_000_000_000n, userPc: 9_000_000_000n, userLp: 40_000_000_000n },
};
const DEPOSIT: DepositNumbers = { maxCoin: 1_234_567n, maxPc: 9_000_000_000n, baseCoin: true };
const LOG_DEPOSIT = 1;
const LOG_WITHDRAW = 2;

let bench: LiquidityBench;
beforeEach(() => {
  bench = new LiquidityBench();
  bench.setState(STATE);
});

/** The event as Raydium writes it, built here field by field. */
function rayLog(type: number, fields: readonly bigint[]): string {
  const bytes = Buffer.alloc(1 + 8 * fields.length);
  bytes[0] = type;
  fields.forEach((value, index) => {
    bytes.writeBigUInt64LE(value, 1 + 8 * index);
  });
  return `Program log: ray_log: ${bytes.toString('base64')}`;
}

/** Holds code, event, both vaults, all of the user's balances, the pool's count and the mint's against the model. */
function expectAsModel(state: LiquidityState, type: number, result: CallResult, expected: LiquidityChange): void {
  const { pool } = state;
  expect(result.code).toBe(expected.code);
  expect(result.logs.filter((line) => line.startsWith('Program log: ray_log'))).toEqual(
    expected.log === null ? [] : [rayLog(type, expected.log)],
  );
  expect(bench.stateAfter(state)).toEqual({
    pool: { ...pool, coinVault: pool.coinVault + expected.coin, pcVault: pool.pcVault + expected.pc },
    liquidity: state.liquidity + expected.liquidity,
    userCoin: state.userCoin - expected.coin,
    userPc: state.userPc - expected.pc,
    userLp: state.userLp + expected.liquidity,
  });
  expect(bench.mintSupply()).toBe(state.liquidity + expected.liquidity);
}

/** Amounts of every magnitude up to 2^60, small ones as likely as large: no sum of three passes 64 bits. */
const amount = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.bigInt({ min: 0n, max: U64_MAX }))
  .map(([bits, value]) => value & (2n ** BigInt(bits) - 1n));
const states = fc
  .record({
    coin: amount,
    pc: amount,
    aside: amount,
    liquidity: amount,
    userCoin: amount,
    userPc: amount,
    share: amount,
  })
  .map(({ coin, pc, aside, liquidity, userCoin, userPc, share }) => ({
    pool: {
      ...{ coinVault: coin, pcVault: pc, coinSetAside: aside % (coin + 1n), pcSetAside: aside % (pc + 1n) },
      ...{ feeNumerator: 25n, feeDenominator: 10_000n },
    },
    ...{ liquidity, userCoin, userPc, userLp: share % (liquidity + 1n) },
  }));

describe('instruction 3 deposit', () => {
  it.each([true, false])('adds liquidity at the ratio of the pool, to the unit (all of the coin: %s)', (baseCoin) => {
    const deposit = { maxCoin: 5_000_001n, maxPc: 3_000_001n, baseCoin };
    const numbers = baseCoin ? deposit : { ...deposit, maxCoin: 9_000_000n };
    const expected = expectedDeposit(STATE, numbers);
    expect(expected.code).toBeNull();
    expectAsModel(STATE, LOG_DEPOSIT, bench.deposit(numbers), expected);
  });

  it('does what its formulas say in 250 random states', () => {
    const reached = new Set<number | null>();
    const calls = fc.record({ state: states, maxCoin: amount, maxPc: amount, baseCoin: fc.boolean() });
    fc.assert(
      fc.property(calls, ({ state, ...deposit }) => {
        const expected = expectedDeposit(state, deposit);
        reached.add(expected.code);
        bench.setState(state);
        expectAsModel(state, LOG_DEPOSIT, bench.deposit(deposit), expected);
      }),
      { numRuns: 250 },
    );
    const { exceededSlippage, insufficientFunds, invalidInput } = CODE;
    expect([...reached]).toEqual(expect.arrayContaining([null, exceededSlippage, insufficientFunds, invalidInput]));
  });

  it('takes a least amount of the other side, in the form without the order book too', () => {
    const { pc } = expectedDeposit(STATE, DEPOSIT);
    const least =
      (value: bigint, short: boolean): Tamper =>
      (instruction) => {
        const more = Buffer.alloc(8);
        more.writeBigUInt64LE(value);
        instruction.data = Buffer.concat([instruction.data, more]);
        if (short) instruction.keys = instruction.keys.filter((_, index) => ![3, 8, 13].includes(index));
      };
    expect(bench.deposit(DEPOSIT, least(pc + 1n, false)).code).toBe(CODE.exceededSlippage);
    expect(bench.deposit(DEPOSIT, least(pc, true)).code).toBeNull();
  });

  it('refuses a pool without liquidity, and one that only lets out', () => {
    bench.setState({ ...STATE, liquidity: 0n, userLp: 0n });
    expect(bench.deposit(DEPOSIT).code).toBe(CODE.notAllowZeroLp);
    bench.setState(STATE, STATUS.withdrawOnly);
    expect(bench.deposit(DEPOSIT).code).toBe(CODE.invalidStatus);
  });
});

describe('instruction 4 withdraw', () => {
  it('gives the share of both vaults, to the unit', () => {
    const expected = expectedWithdrawal(STATE, 33_333_333_333n);
    expect(expected.code).toBeNull();
    expectAsModel(STATE, LOG_WITHDRAW, bench.withdraw(33_333_333_333n), expected);
  });

  it('does what its formulas say in 250 random states', () => {
    const reached = new Set<number | null>();
    const calls = fc.record({ state: states, share: amount, over: fc.integer({ min: 0, max: 9 }) });
    fc.assert(
      fc.property(calls, ({ state, share, over }) => {
        const burnt = over === 0 ? state.userLp + 1n : share % (state.userLp + 1n);
        const expected = expectedWithdrawal(state, burnt);
        reached.add(expected.code);
        bench.setState(state);
        expectAsModel(state, LOG_WITHDRAW, bench.withdraw(burnt), expected);
      }),
      { numRuns: 250 },
    );
    const { insufficientFunds, invalidInput, notAllowZeroLp } = CODE;
    expect([...reached]).toEqual(expect.arrayContaining([null, insufficientFunds, invalidInput, notAllowZeroLp]));
  });

  it('honours the least amounts, with and without the padding accounts, and without the order book', () => {
    const { coin, pc } = expectedWithdrawal(STATE, 1_000_000n);
    const least =
      (leastCoin: bigint, leastPc: bigint, left: readonly number[] = []): Tamper =>
      (instruction) => {
        const more = Buffer.alloc(16);
        more.writeBigUInt64LE(leastCoin);
        more.writeBigUInt64LE(leastPc, 8);
        instruction.data = Buffer.concat([instruction.data, more]);
        instruction.keys = instruction.keys.filter((_, index) => !left.includes(index));
      };
    expect(bench.withdraw(1_000_000n, least(1n - coin, 0n)).code).toBe(CODE.exceededSlippage);
    expect(bench.withdraw(1_000_000n, least(0n, 1n - pc)).code).toBe(CODE.exceededSlippage);
    expect(bench.withdraw(1_000_000n, least(-coin, -pc, [8, 9])).code).toBeNull();
    const orderBook = [3, 8, 9, 10, 11, 12, 13, 14, 19, 20, 21];
    expect(bench.withdraw(1_000_000n, least(0n, 0n, orderBook)).code).toBeNull();
  });

  it('goes when the pool only lets out, and leaves the last liquidity in', () => {
    bench.setState(STATE, STATUS.withdrawOnly);
    expect(bench.withdraw(1_000_000n).code).toBeNull();
    bench.setState({ ...STATE, userLp: STATE.liquidity });
    expect(bench.withdraw(STATE.liquidity).code).toBe(CODE.notAllowZeroLp);
    expect(bench.withdraw(STATE.liquidity - 1n).code).toBeNull();
  });

  it("refuses user accounts of other mints than the pool's", () => {
    const stranger = Keypair.generate().publicKey;
    const setMint = (account: PublicKey) => bench.setToken(account, stranger, bench.user.publicKey, STATE.userLp);
    setMint(bench.userLp);
    expect(bench.withdraw(1n).code).toBe(CODE.invalidTokenLp);
    setMint(bench.userPc);
    expect(bench.withdraw(1n).code).toBe(CODE.invalidPcMint);
    setMint(bench.userCoin);
    expect(bench.withdraw(1n).code).toBe(CODE.invalidCoinMint);
  });
});

describe.each([
  ['deposit', 12, (tamper: Tamper) => bench.deposit(DEPOSIT, tamper)],
  ['withdraw', 18, (tamper: Tamper) => bench.withdraw(1_000_000n, tamper)],
] as const)('the accounts of %s', (_, owner, call) => {
  const stranger = Keypair.generate().publicKey;
  const replaced = (index: number, pubkey: PublicKey): Tamper => {
    return ({ keys }) => {
      const meta = keys[index];
      if (meta !== undefined) meta.pubkey = pubkey;
    };
  };

  it.each<[string, number, number]>([
    ['a token program of another kind', 0, CODE.invalidSplTokenProgram],
    ['a pool that is none', 1, CODE.invalidAmmOwner],
    ['an authority that is not derived', 2, CODE.invalidProgramAddress],
    ['other target orders', 4, CODE.invalidTargetOrders],
    ['another liquidity mint', 5, CODE.invalidPoolMint],
    ['another coin vault', 6, CODE.invalidCoinVault],
    ['another pc vault', 7, CODE.invalidPcVault],
  ])('must not hold %s', (_name, index, code) => {
    expect(call(replaced(index, stranger)).code).toBe(code);
  });

  it('must be signed by their owner, be of a known number, and not be the vaults themselves', () => {
    const unsigned: Tamper = ({ keys }) => {
      const meta = keys[owner];
      if (meta !== undefined) meta.isSigner = false;
    };
    expect(call(unsigned).code).toBe(CODE.invalidSigner);
    expect(call(({ keys }) => keys.splice(12)).code).toBe(CODE.wrongAccountsNumber);
    const coin = owner === 12 ? 9 : 16;
    expect(call(replaced(coin, bench.coinVault)).code).toBe(CODE.invalidCoinVault);
    expect(call(replaced(coin + 1, bench.pcVault)).code).toBe(CODE.invalidPcVault);
  });

  it('must come with all of the data', () => {
    const cut: Tamper = (instruction) => {
      instruction.data = instruction.data.subarray(0, 8);
    };
    expect(call(cut).code).toBe(CODE.invalidInstruction);
  });
});
