import { describe, expect, it } from 'vitest';
import { AppError } from '#core/domain/errors.ts';
import type { AccountData } from '#core/ports/chain.ts';
import { decodePool, decodePoolKeys } from './pool-account.ts';
import { TOKEN_2022_PROGRAM } from './programs.ts';
import { poolAccount, poolAccounts, poolFixture, someAddress, vaultAccount } from './testing/fixtures.ts';

type Accounts = [AccountData | null, AccountData | null, AccountData | null];
const pool = poolFixture();

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'none';
}

function withAccount(index: number, change: (account: AccountData) => AccountData | null): Accounts {
  const accounts: Accounts = poolAccounts(pool);
  const account = accounts[index];
  if (account == null) throw new Error('no such account');
  accounts[index] = change(account);
  return accounts;
}

describe('decodePool', () => {
  it('reads addresses, decimals, fee and reserves', () => {
    expect(decodePool(pool.address, poolAccounts(pool))).toEqual({
      venue: 'raydium-amm-v4',
      address: pool.address,
      baseMint: pool.baseMint,
      quoteMint: pool.quoteMint,
      baseVault: pool.baseVault,
      quoteVault: pool.quoteVault,
      baseDecimals: 6,
      quoteDecimals: 9,
      baseReserve: 1_000_000_000n,
      quoteReserve: 2_000_000_000n,
      feeNumerator: 25n,
      feeDenominator: 10_000n,
      opensAt: null,
    });
  });

  it('leaves out of the reserves what is set aside for the protocol', () => {
    const aside = poolFixture({ numbers: { baseNeedTakePnl: 7n, quoteNeedTakePnl: 11n } });
    const { baseReserve, quoteReserve } = decodePool(aside.address, poolAccounts(aside));
    expect([baseReserve, quoteReserve]).toEqual([999_999_993n, 1_999_999_989n]);
  });

  it('keeps amounts at the edge of 64 bits exact', () => {
    const full = poolFixture({ baseAmount: 2n ** 64n - 1n, quoteAmount: 2n ** 53n + 1n });
    const { baseReserve, quoteReserve } = decodePool(full.address, poolAccounts(full));
    expect([baseReserve, quoteReserve]).toEqual([2n ** 64n - 1n, 2n ** 53n + 1n]);
  });

  it('says when a waiting pool opens', () => {
    const waiting = poolFixture({ numbers: { status: 7, poolOpenTime: 1_800_000_000 } });
    expect(decodePool(waiting.address, poolAccounts(waiting)).opensAt).toBe(1_800_000_000n);
  });

  it.each([0, 2, 3, 4, 5, 8])('refuses status %i, in which the program lets no swap through', (status) => {
    const closed = poolFixture({ numbers: { status } });
    expect(codeOf(() => decodePool(closed.address, poolAccounts(closed)))).toBe('POOL_CLOSED');
  });

  it.each<[string, Accounts, string]>([
    ['no pool account', withAccount(0, () => null), 'NOT_A_POOL'],
    ["another program's account", withAccount(0, (found) => ({ ...found, owner: someAddress() })), 'NOT_A_POOL'],
    [
      'an account of another size',
      withAccount(0, ({ data, ...rest }) => ({ ...rest, data: data.slice(1) })),
      'NOT_A_POOL',
    ],
    ['no base vault', withAccount(1, () => null), 'NOT_A_POOL'],
    ['no quote vault', withAccount(2, () => null), 'NOT_A_POOL'],
    ['a vault of another mint', withAccount(1, () => vaultAccount(someAddress(), 1n)), 'NOT_A_POOL'],
    ['a vault that is no token account', withAccount(1, (found) => ({ ...found, owner: someAddress() })), 'NOT_A_POOL'],
    [
      'a Token-2022 vault',
      withAccount(1, (found) => ({ ...found, owner: TOKEN_2022_PROGRAM })),
      'TOKEN_PROGRAM_UNSUPPORTED',
    ],
  ])('refuses %s', (_, accounts, code) => {
    expect(codeOf(() => decodePool(pool.address, accounts))).toBe(code);
  });

  it('refuses a vault with less in it than was set aside', () => {
    const drained = poolFixture({ baseAmount: 6n, numbers: { baseNeedTakePnl: 7n } });
    expect(codeOf(() => decodePool(drained.address, poolAccounts(drained)))).toBe('NOT_A_POOL');
  });
});

describe('decodePoolKeys', () => {
  it('reads where the vaults of an unknown pool are', () => {
    const { address, baseMint, quoteMint, baseVault, quoteVault } = pool;
    expect(decodePoolKeys(address, poolAccount(pool))).toEqual({ address, baseMint, quoteMint, baseVault, quoteVault });
  });

  it('refuses what is no pool', () => {
    expect(codeOf(() => decodePoolKeys(pool.address, null))).toBe('NOT_A_POOL');
    expect(codeOf(() => decodePoolKeys(pool.address, vaultAccount(pool.baseMint, 1n)))).toBe('NOT_A_POOL');
  });
});
