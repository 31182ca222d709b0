import { Keypair, type PublicKey } from '@solana/web3.js';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { AMM_PROGRAM_ID, AmmBench, LP_MINT, STATUS, type SwapCall, TAG } from './testing/amm-bench.ts';
import {
  CODE,
  type Direction,
  expectedOutcome,
  type PoolNumbers,
  reservesOf,
  type SwapNumbers,
  U64_MAX,
} from './testing/reference-model.ts';

const POOL: PoolNumbers = {
  ...{ coinVault: 1_000_000_000_000n, pcVault: 500_000_000_000n, coinSetAside: 7_000n, pcSetAside: 11_000n },
  ...{ feeNumerator: 25n, feeDenominator: 10_000n },
};
const BALANCES = { source: 10_000_000_000n, destination: 5n };
const DIRECTIONS: readonly Direction[] = ['coinToPc', 'pcToCoin'];
const EVERY_TAG = [
  { name: '9 swapBaseIn', tag: TAG.baseIn, targetOrders: false },
  { name: '9 swapBaseIn with target orders', tag: TAG.baseIn, targetOrders: true },
  { name: '11 swapBaseOut', tag: TAG.baseOut, targetOrders: false },
  { name: '11 swapBaseOut with target orders', tag: TAG.baseOut, targetOrders: true },
  { name: '16 swapBaseInV2', tag: TAG.baseInV2, targetOrders: false },
  { name: '17 swapBaseOutV2', tag: TAG.baseOutV2, targetOrders: false },
];
const LOOSE_BASE_IN = { tag: TAG.baseInV2, first: 1_000_000n, second: 1n, direction: 'coinToPc' } as const;

function isBaseIn(tag: number): boolean {
  return tag === TAG.baseIn || tag === TAG.baseInV2;
}

function numbersOf({ tag, direction, first, second }: SwapCall, sourceBalance: bigint): SwapNumbers {
  return { baseIn: isBaseIn(tag), direction, first, second, sourceBalance };
}

/** The event as Raydium writes it, built here field by field. */
function rayLog(pool: PoolNumbers, swap: SwapNumbers, result: bigint): string {
  const { coin, pc } = reservesOf(pool);
  const direction = swap.direction === 'coinToPc' ? 2n : 1n;
  const bytes = Buffer.alloc(57);
  bytes[0] = swap.baseIn ? 3 : 4;
  [swap.first, swap.second, direction, swap.sourceBalance, coin, pc, result].forEach((value, index) => {
    bytes.writeBigUInt64LE(value, 1 + 8 * index);
  });
  return `Program log: ray_log: ${bytes.toString('base64')}`;
}

function balancesOf(bench: AmmBench, direction: Direction) {
  const [userIn, userOut] = direction === 'coinToPc' ? [bench.userCoin, bench.userPc] : [bench.userPc, bench.userCoin];
  const [vaultIn, vaultOut] =
    direction === 'coinToPc' ? [bench.coinVault, bench.pcVault] : [bench.pcVault, bench.coinVault];
  const [source, destination, poolIn, poolOut] = [userIn, userOut, vaultIn, vaultOut].map((key) => bench.amountOf(key));
  return { source, destination, poolIn, poolOut };
}

/** Runs the swap and holds code, event and all four balances against the model. */
function expectAsModel(bench: AmmBench, pool: PoolNumbers, call: SwapCall, source: bigint, destination: bigint): void {
  bench.setPool(pool, { status: STATUS.swapOnly, openTime: 0n });
  bench.setUser(call.direction, { source, destination });
  const swap = numbersOf(call, source);
  const expected = expectedOutcome(pool, swap);
  const result = bench.swap(call);

  const moved = expected.code === null ? expected : { amountIn: 0n, amountOut: 0n };
  const [vaultIn, vaultOut] =
    call.direction === 'coinToPc' ? [pool.coinVault, pool.pcVault] : [pool.pcVault, pool.coinVault];
  expect({
    code: result.code,
    events: result.logs.filter((line) => line.startsWith('Program log: ray_log')),
    ...balancesOf(bench, call.direction),
  }).toEqual({
    code: expected.code,
    events: expected.logged === null ? [] : [rayLog(pool, swap, expected.logged)],
    source: source - moved.amountIn,
    destination: destination + moved.amountOut,
    poolIn: vaultIn + moved.amountIn,
    poolOut: vaultOut - moved.amountOut,
  });
}

/** Amounts of every magnitude a u64 can have, small ones as likely as large. */
const amount = fc
  .tuple(fc.integer({ min: 0, max: 64 }), fc.bigInt({ min: 0n, max: U64_MAX }))
  .map(([bits, value]) => value & (2n ** BigInt(bits) - 1n));
/** A vault and the part of it set aside; now and then more is set aside than is there. */
const vault = fc.tuple(amount, amount, fc.integer({ min: 0, max: 19 })).map(([held, aside, draw]) => ({
  held,
  aside: draw === 0 ? aside : draw < 10 ? 0n : held === 0n ? 0n : aside % held,
}));
const fee = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ feeNumerator: 25n, feeDenominator: 10_000n }) },
  {
    weight: 1,
    arbitrary: fc.record({
      feeNumerator: fc.bigInt({ min: 0n, max: 12_000n }),
      feeDenominator: fc.bigInt({ min: 0n, max: 12_000n }),
    }),
  },
);
const poolNumbers = fc.tuple(vault, vault, fee).map(([coin, pc, fees]) => ({
  ...{ coinVault: coin.held, coinSetAside: coin.aside, pcVault: pc.held, pcSetAside: pc.aside },
  ...fees,
}));
/** Where the user's limit lies from what the curve gives: at it, one inside, one outside, or anywhere. */
const limit = fc.oneof(fc.constantFrom(0n, 1n, -1n), amount);
const calls = fc.record({
  pool: poolNumbers,
  way: fc.constantFrom(...EVERY_TAG),
  direction: fc.constantFrom(...DIRECTIONS),
  given: amount,
  limit,
  source: fc.oneof(fc.constant(U64_MAX / 2n), amount),
  destination: fc.oneof(fc.constant(0n), amount),
});

function clamp(value: bigint): bigint {
  return value < 0n ? 0n : value > U64_MAX ? U64_MAX : value;
}

/** No token has a supply beyond 64 bits, and the token program relies on it. */
function couldExist(pool: PoolNumbers, direction: Direction, source: bigint, destination: bigint): boolean {
  const [coin, pc] = direction === 'coinToPc' ? [source, destination] : [destination, source];
  return pool.coinVault + coin <= U64_MAX && pool.pcVault + pc <= U64_MAX;
}

/** Puts the limit of the call near what the model says the swap would give. */
function withLimit(
  pool: PoolNumbers,
  base: Omit<SwapCall, 'first' | 'second'>,
  given: bigint,
  near: bigint,
  source: bigint,
) {
  const open = isBaseIn(base.tag) ? { first: given, second: 0n } : { first: U64_MAX, second: given };
  const { logged } = expectedOutcome(pool, numbersOf({ ...base, ...open }, source));
  const value = clamp((logged ?? 0n) + near);
  return { ...base, ...(isBaseIn(base.tag) ? { first: given, second: value } : { first: value, second: given }) };
}

describe('AMM', () => {
  let bench: AmmBench;
  beforeEach(() => {
    bench = new AmmBench();
    bench.setPool(POOL, { status: STATUS.swapOnly, openTime: 0n });
    bench.setUser('coinToPc', BALANCES);
  });

  describe.each(EVERY_TAG)('instruction $name', ({ tag, targetOrders }) => {
    it.each(DIRECTIONS)('trades %s to the unit', (direction) => {
      const given = { tag, targetOrders, direction };
      const exact = withLimit(POOL, given, 123_456_789n, 0n, BALANCES.source);
      expect(expectedOutcome(POOL, numbersOf(exact, BALANCES.source)).code).toBeNull();
      expectAsModel(bench, POOL, exact, BALANCES.source, BALANCES.destination);
    });

    it('refuses one unit beyond the limit', () => {
      const beyond = isBaseIn(tag) ? 1n : -1n;
      const call = withLimit(POOL, { tag, targetOrders, direction: 'coinToPc' }, 123_456_789n, beyond, BALANCES.source);
      bench.setUser('coinToPc', BALANCES);
      expect(bench.swap(call).code).toBe(CODE.exceededSlippage);
    });
  });

  it('gives what its formulas give in 600 random states', () => {
    const reached = new Set<number | null>();
    fc.assert(
      fc.property(calls, ({ pool, way, direction, given, limit: near, source, destination }) => {
        fc.pre(couldExist(pool, direction, source, destination));
        const call = withLimit(pool, { tag: way.tag, targetOrders: way.targetOrders, direction }, given, near, source);
        reached.add(expectedOutcome(pool, numbersOf(call, source)).code);
        expectAsModel(bench, pool, call, source, destination);
      }),
      { numRuns: 600 },
    );
    expect([...reached]).toEqual(
      expect.arrayContaining([null, CODE.exceededSlippage, CODE.invalidInput, CODE.insufficientFunds]),
    );
  });

  it.each([
    ['all of the reserve', { tag: TAG.baseOutV2, first: U64_MAX, second: POOL.pcVault - POOL.pcSetAside }],
    ['more than the user holds', { tag: TAG.baseInV2, first: BALANCES.source + 1n, second: 0n }],
  ])('refuses %s as insufficient funds', (_, amounts) => {
    expect(bench.swap({ ...amounts, direction: 'coinToPc' }).code).toBe(CODE.insufficientFunds);
  });

  it.each([
    ['nothing in', { tag: TAG.baseInV2, first: 0n, second: 0n }],
    ['nothing out', { tag: TAG.baseOutV2, first: U64_MAX, second: 0n }],
    ['too little to give anything', { tag: TAG.baseInV2, first: 1n, second: 0n }],
  ])('refuses %s as invalid input', (_, amounts) => {
    expect(bench.swap({ ...amounts, direction: 'coinToPc' }).code).toBe(CODE.invalidInput);
  });

  it.each<[string, Partial<PoolNumbers>, number]>([
    ['more set aside than the coin vault holds', { coinSetAside: POOL.coinVault + 1n }, CODE.checkedSubOverflow],
    ['more set aside than the pc vault holds', { pcSetAside: POOL.pcVault + 1n }, CODE.checkedSubOverflow],
    ['a fee above the whole', { feeNumerator: 10_001n }, CODE.checkedSubOverflow],
    ['no fee denominator', { feeDenominator: 0n }, CODE.checkedDivOverflow],
    ['a reserve that would pass 64 bits', { coinVault: U64_MAX, coinSetAside: 0n }, CODE.checkedAddOverflow],
  ])('refuses %s', (_, change, code) => {
    expectAsModel(bench, { ...POOL, ...change }, LOOSE_BASE_IN, BALANCES.source, BALANCES.destination);
    expect(bench.swap(LOOSE_BASE_IN).code).toBe(code);
  });

  describe('accounts', () => {
    const stranger = Keypair.generate().publicKey;
    const replace = (index: number, pubkey: PublicKey): Pick<SwapCall, 'tamper'> => ({
      tamper: ({ keys }) => {
        const meta = keys[index];
        if (meta !== undefined) meta.pubkey = pubkey;
      },
    });

    it.each<[string, number, number]>([
      ['a token program of another kind', 0, CODE.invalidSplTokenProgram],
      ['an authority that is not derived', 2, CODE.invalidProgramAddress],
      ['another coin vault', 3, CODE.invalidCoinVault],
      ['another pc vault', 4, CODE.invalidPcVault],
    ])('refuses %s', (_, index, code) => {
      expect(bench.swap({ ...LOOSE_BASE_IN, ...replace(index, stranger) }).code).toBe(code);
    });

    it('refuses a pool of another owner, or of another size', () => {
      const data = bench.dataOf(bench.pool);
      bench.setAccount(bench.pool, data, stranger);
      expect(bench.swap(LOOSE_BASE_IN).code).toBe(CODE.invalidAmmOwner);
      bench.setAccount(bench.pool, data.subarray(0, 751), AMM_PROGRAM_ID);
      expect(bench.swap(LOOSE_BASE_IN).code).toBe(CODE.invalidAmmOwner);
      bench.setAccount(bench.pool, Buffer.alloc(0), AMM_PROGRAM_ID);
      expect(bench.swap(LOOSE_BASE_IN).code).toBe(CODE.invalidAmmOwner);
    });

    it('refuses an owner who did not sign', () => {
      const tamper: SwapCall['tamper'] = ({ keys }) => {
        const owner = keys.at(-1);
        if (owner !== undefined) owner.isSigner = false;
      };
      expect(bench.swap({ ...LOOSE_BASE_IN, tamper }).code).toBe(CODE.invalidSigner);
    });

    it.each([5, 6])('refuses a vault as the user account at %i', (index) => {
      for (const vaultKey of [bench.coinVault, bench.pcVault]) {
        expect(bench.swap({ ...LOOSE_BASE_IN, ...replace(index, vaultKey) }).code).toBe(CODE.invalidUserToken);
      }
    });

    it('refuses user accounts of the wrong mints', () => {
      bench.setToken(bench.userPc, stranger, bench.user.publicKey, 1n);
      expect(bench.swap(LOOSE_BASE_IN).code).toBe(CODE.invalidUserToken);
      expect(bench.swap({ ...LOOSE_BASE_IN, ...replace(6, bench.userCoin) }).code).toBe(CODE.invalidUserToken);
    });

    it('refuses accounts that are not SPL Token accounts', () => {
      bench.setAccount(bench.userPc, bench.dataOf(bench.userPc), stranger);
      expect(bench.swap(LOOSE_BASE_IN).code).toBe(CODE.invalidSplTokenProgram);
    });

    it.each([
      ['too few for version 2', TAG.baseInV2, 7],
      ['too few', TAG.baseIn, 16],
      ['too many', TAG.baseOut, 19],
      ['more than it has room for', TAG.baseIn, 25],
    ])('refuses %s', (_, tag, count) => {
      const tamper: SwapCall['tamper'] = (instruction) => {
        const filler = Array.from({ length: count }, () => ({ pubkey: stranger, isSigner: false, isWritable: false }));
        instruction.keys = [...instruction.keys, ...filler].slice(0, count);
      };
      expect(bench.swap({ ...LOOSE_BASE_IN, tag, tamper }).code).toBe(CODE.wrongAccountsNumber);
    });

    it("leaves moving a stranger's tokens to the token program, which refuses", () => {
      bench.setToken(bench.userCoin, bench.coinMint, stranger, BALANCES.source);
      const ownerMismatch = 4;
      const { code, logs } = bench.swap(LOOSE_BASE_IN);
      expect(code).toBe(ownerMismatch);
      expect(logs.some((line) => line.includes('owner does not match'))).toBe(true);
    });
  });

  it.each([
    ['no data', Buffer.alloc(0)],
    ['an unknown tag', Buffer.from([200])],
    ['the tag alone', Buffer.from([TAG.baseInV2])],
    ['half an amount', Buffer.alloc(16, TAG.baseInV2)],
  ])('refuses %s as an invalid instruction', (_, data) => {
    const tamper: SwapCall['tamper'] = (instruction) => {
      instruction.data = data;
    };
    expect(bench.swap({ ...LOOSE_BASE_IN, tamper }).code).toBe(CODE.invalidInstruction);
  });

  describe('instruction 12 simulateInfo', () => {
    it('writes what the pool holds to the log', () => {
      bench.setPool({ ...POOL, coinVault: U64_MAX }, { status: STATUS.waitingTrade, openTime: 1_800_000_000n });
      const { code, logs } = bench.simulateInfo();
      const json = logs.find((line) => line.includes('GetPoolData'))?.replace('Program log: GetPoolData: ', '');
      expect(code).toBeNull();
      expect(json).toBe(
        `{"status":7,"coin_decimals":6,"pc_decimals":9,"lp_decimals":${LP_MINT.decimals},` +
          `"pool_pc_amount":${POOL.pcVault - POOL.pcSetAside},"pool_coin_amount":${U64_MAX - POOL.coinSetAside},` +
          `"pnl_pc_amount":11000,"pnl_coin_amount":7000,"pool_lp_supply":${LP_MINT.supply},` +
          `"pool_open_time":1800000000,"amm_id":"${bench.pool.toBase58()}"}`,
      );
    });

    it.each<[string, number, number]>([
      ['a pool of another owner', 0, CODE.invalidAmmOwner],
      ['an authority that is not derived', 1, CODE.invalidProgramAddress],
      ['another coin vault', 3, CODE.invalidCoinVault],
      ['another pc vault', 4, CODE.invalidPcVault],
      ['another liquidity mint', 5, CODE.invalidPoolMint],
    ])('refuses %s', (_, index, code) => {
      const tamper: SwapCall['tamper'] = ({ keys }) => {
        const meta = keys[index];
        if (meta !== undefined) meta.pubkey = Keypair.generate().publicKey;
      };
      expect(bench.simulateInfo(tamper).code).toBe(code);
    });

    it('refuses a missing account, other types, and vaults with less than was set aside', () => {
      expect(bench.simulateInfo(({ keys }) => keys.pop()).code).toBe(CODE.wrongAccountsNumber);
      expect(bench.simulateInfo((instruction) => instruction.data.writeUInt8(1, 1)).code).toBe(CODE.invalidInstruction);
      bench.setPool({ ...POOL, coinVault: 0n }, { status: STATUS.swapOnly, openTime: 0n });
      expect(bench.simulateInfo().code).toBe(CODE.checkedSubOverflow);
    });
  });

  describe('status', () => {
    it.each([STATUS.initialized, STATUS.swapOnly])('swaps in status %i', (status) => {
      bench.setPool(POOL, { status, openTime: 0n });
      expect(bench.swap(LOOSE_BASE_IN).code).toBeNull();
    });

    it.each([STATUS.uninitialized, 2, STATUS.withdrawOnly, STATUS.liquidityOnly, 5, 8])(
      'refuses in status %i',
      (status) => {
        bench.setPool(POOL, { status, openTime: 0n });
        expect(bench.swap(LOOSE_BASE_IN).code).toBe(CODE.invalidStatus);
      },
    );

    it('opens a waiting pool with the first swap at its open time', () => {
      bench.setPool(POOL, { status: STATUS.waitingTrade, openTime: 1_000n });
      bench.setUnixTime(999n);
      expect(bench.swap(LOOSE_BASE_IN).code).toBe(CODE.invalidStatus);
      expect(bench.dataOf(bench.pool).readBigUInt64LE(0)).toBe(BigInt(STATUS.waitingTrade));
      bench.setUnixTime(1_000n);
      expect(bench.swap(LOOSE_BASE_IN).code).toBeNull();
      expect(bench.dataOf(bench.pool).readBigUInt64LE(0)).toBe(BigInt(STATUS.swapOnly));
    });
  });
});
