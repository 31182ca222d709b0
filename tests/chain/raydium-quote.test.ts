/** Our quote, Raydium's SDK and the program itself, on the same random states: three ways to one number. */
import { PublicKey } from '@solana/web3.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raydiumVenue } from '#core/adapters/venues/raydium/raydium-venue.ts';
import { isAppError } from '#core/domain/errors.ts';
import type { Address } from '#core/domain/ids.ts';
import { lamports, tokenAmount } from '#core/domain/money.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { PoolState, SwapQuote } from '#core/ports/venue.ts';
import { AMM_PROGRAM_ID, AmmBench, STATUS, TAG } from '../../localnet/amm/testing/amm-bench.ts';
import type { Direction } from '../../localnet/amm/testing/reference-model.ts';
import { quotingKeys, sdkQuote } from './support/raydium-sdk.ts';

const bench = new AmmBench();
const SOURCE = 2n ** 63n;

function read(address: PublicKey): AccountData {
  const account = bench.svm.getAccount(address.toBytes());
  if (account === null) throw new Error('no such account');
  const owner = new PublicKey(account.owner()).toBase58() as Address;
  return { lamports: lamports(account.lamports()), owner, data: account.data() };
}

function decode(): PoolState {
  const accounts = [bench.pool, bench.coinVault, bench.pcVault].map(read);
  return raydiumVenue.decodePool(bench.pool.toBase58() as Address, accounts);
}

/** Our quote, or null where we refuse the trade. */
function quoteOrNull(pool: PoolState, inputMint: Address, amountIn: bigint): SwapQuote | null {
  try {
    return raydiumVenue.quoteExactIn({ pool, inputMint, amountIn: tokenAmount(amountIn), slippageBps: 0 });
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}

/** What the program gives for the exact input, or null when it refuses. */
function programOutput(direction: Direction, amountIn: bigint): bigint | null {
  bench.setUser(direction, { source: SOURCE, destination: 0n });
  const { code } = bench.swap({ tag: TAG.baseInV2, first: amountIn, second: 1n, direction });
  return code === null ? bench.amountOf(direction === 'coinToPc' ? bench.userPc : bench.userCoin) : null;
}

const magnitude = (bits: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: bits }), fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) }))
    .map(([width, value]) => (value & (2n ** BigInt(width) - 1n)) + 1n);
const cases = fc.record({
  coinVault: magnitude(62),
  pcVault: magnitude(62),
  share: fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 })),
  amountIn: magnitude(62),
  direction: fc.constantFrom<Direction>('coinToPc', 'pcToCoin'),
});

describe('C-10 a Raydium quote', () => {
  it('is what the program gives and what the SDK computes, to the unit', () => {
    let traded = 0;
    fc.assert(
      fc.property(cases, ({ coinVault, pcVault, share, amountIn, direction }) => {
        const coinSetAside = (coinVault * BigInt(share[0])) / 100n;
        const pcSetAside = (pcVault * BigInt(share[1])) / 100n;
        const fee = { feeNumerator: 25n, feeDenominator: 10_000n };
        bench.setPool(
          { coinVault, pcVault, coinSetAside, pcSetAside, ...fee },
          { status: STATUS.swapOnly, openTime: 0n },
        );
        const pool = decode();
        const inputMint = direction === 'coinToPc' ? pool.baseMint : pool.quoteMint;
        const quote = quoteOrNull(pool, inputMint, amountIn);

        expect(quote?.amountOut ?? null).toBe(programOutput(direction, amountIn));
        if (quote === null) return;
        traded += 1;
        const { baseReserve, quoteReserve } = pool;
        const poolKeys = quotingKeys(bench.pool, AMM_PROGRAM_ID, bench.dataOf(bench.pool));
        const asked = { poolKeys, baseReserve, quoteReserve, inputMint: new PublicKey(inputMint), amountIn };
        expect(sdkQuote(asked)).toEqual({ amountOut: quote.amountOut, fee: quote.fee });
      }),
      { numRuns: 300 },
    );
    expect(traded).toBeGreaterThan(50);
  });

  it("follows the program where a pool's fee is not the usual one, which the SDK does not", () => {
    const numbers = { coinVault: 10n ** 12n, pcVault: 10n ** 12n, coinSetAside: 0n, pcSetAside: 0n };
    const fee = { feeNumerator: 1n, feeDenominator: 100n };
    bench.setPool({ ...numbers, ...fee }, { status: STATUS.swapOnly, openTime: 0n });
    const pool = decode();
    const quote = quoteOrNull(pool, pool.baseMint, 1_000_000n);
    expect(quote?.fee).toBe(10_000n);
    expect(quote?.amountOut).toBe(programOutput('coinToPc', 1_000_000n));
  });
});
