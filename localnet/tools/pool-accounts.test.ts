import { LIQUIDITY_STATE_LAYOUT_V4, MARKET_STATE_LAYOUT_V3 } from '@raydium-io/raydium-sdk';
import { AccountLayout, MintLayout, NATIVE_MINT } from '@solana/spl-token';
import { Keypair } from '@solana/web3.js';
import { describe, expect, it } from 'vitest';
import { squareRoot } from './pool.ts';
import { AMM_PROGRAM_ID, emptyPoolAccounts, poolAddresses } from './pool-accounts.ts';

const base = { mint: Keypair.generate().publicKey, decimals: 6 };
const quote = { mint: NATIVE_MINT, decimals: 9 };
const owner = Keypair.generate().publicKey;
const addresses = poolAddresses('a', base, quote);
const accounts = emptyPoolAccounts({ addresses, base, quote, owner, lpSupply: 77n, vaultRent: 2_039_280n });

function accountAt(address: { toBase58(): string }) {
  const found = accounts.find((account) => account.address.toBase58() === address.toBase58());
  if (found === undefined) throw new Error('not among the accounts');
  return found;
}

describe('poolAddresses', () => {
  it('are decided by the seed and the two mints', () => {
    expect(poolAddresses('a', base, quote)).toEqual(addresses);
    expect(poolAddresses('b', base, quote).pool).not.toEqual(addresses.pool);
    expect(poolAddresses('a', quote, base).pool).not.toEqual(addresses.pool);
  });
});

describe('emptyPoolAccounts', () => {
  it("writes a pool that Raydium's SDK decodes", () => {
    const { owner: program, data } = accountAt(addresses.pool);
    const state = LIQUIDITY_STATE_LAYOUT_V4.decode(data);
    expect(program).toEqual(AMM_PROGRAM_ID);
    expect(data).toHaveLength(752);
    expect([state.baseMint, state.quoteMint, state.lpMint]).toEqual([base.mint, quote.mint, addresses.lpMint]);
    expect([state.baseVault, state.quoteVault]).toEqual([addresses.baseVault, addresses.quoteVault]);
    expect([state.status, state.swapFeeNumerator, state.swapFeeDenominator, state.lpReserve].map(Number)).toEqual([
      6, 25, 10_000, 77,
    ]);
  });

  it("writes empty vaults of the AMM's authority, the one of SOL with its rent set apart", () => {
    const [baseVault, quoteVault] = [addresses.baseVault, addresses.quoteVault].map((address) =>
      AccountLayout.decode(accountAt(address).data),
    );
    expect(baseVault).toMatchObject({ mint: base.mint, owner: addresses.authority, amount: 0n, isNativeOption: 0 });
    expect(quoteVault).toMatchObject({ mint: NATIVE_MINT, amount: 0n, isNativeOption: 1, isNative: 2_039_280n });
  });

  it('writes a liquidity mint and a market that name the pool', () => {
    expect(MintLayout.decode(accountAt(addresses.lpMint).data)).toMatchObject({ mintAuthority: owner, supply: 0n });
    const market = MARKET_STATE_LAYOUT_V3.decode(accountAt(addresses.market).data);
    expect([market.ownAddress, market.baseMint, market.quoteMint]).toEqual([addresses.market, base.mint, quote.mint]);
  });
});

describe('squareRoot', () => {
  it.each([0n, 1n, 2n, 3n, 4n, 99n, 100n, 10n ** 36n, 10n ** 36n - 1n, 2n ** 128n - 1n])('of %i is exact', (value) => {
    const root = squareRoot(value);
    expect(root * root).toBeLessThanOrEqual(value);
    expect((root + 1n) * (root + 1n)).toBeGreaterThan(value);
  });
});
