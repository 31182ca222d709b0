/** Raw accounts of a pool, made with the SDK's layout, for the tests of this folder. */
import { LIQUIDITY_STATE_LAYOUT_V4, parseBigNumberish } from '@raydium-io/raydium-sdk';
import { AccountLayout, AccountState, NATIVE_MINT } from '@solana/spl-token';
import { Keypair, PublicKey } from '@solana/web3.js';
import type { Address } from '#core/domain/ids.ts';
import { lamports } from '#core/domain/money.ts';
import type { AccountData } from '#core/ports/chain.ts';
import { AMM_AUTHORITY, AMM_V4_ADDRESS, TOKEN_PROGRAM, toAddress } from '../programs.ts';

export function someAddress(): Address {
  return toAddress(Keypair.generate().publicKey);
}

export interface PoolFixture {
  readonly address: Address;
  readonly baseMint: Address;
  readonly quoteMint: Address;
  readonly baseVault: Address;
  readonly quoteVault: Address;
  readonly numbers: Readonly<Record<string, number | bigint>>;
  readonly baseAmount: bigint;
  readonly quoteAmount: bigint;
}

export function poolFixture(changes: Partial<PoolFixture> = {}): PoolFixture {
  return {
    ...{ address: someAddress(), baseMint: someAddress(), quoteMint: toAddress(NATIVE_MINT) },
    ...{ baseVault: someAddress(), quoteVault: someAddress(), numbers: {} },
    ...{ baseAmount: 1_000_000_000n, quoteAmount: 2_000_000_000n },
    ...changes,
  };
}

function account(owner: Address, data: Buffer): AccountData {
  return { lamports: lamports(1n), owner, data: new Uint8Array(data) };
}

export function poolAccount(pool: PoolFixture): AccountData {
  const layout = LIQUIDITY_STATE_LAYOUT_V4;
  const empty = layout.decode(Buffer.alloc(layout.span));
  const standard = { status: 6, baseDecimal: 6, quoteDecimal: 9, swapFeeNumerator: 25, swapFeeDenominator: 10_000 };
  const numbers = Object.entries({ ...standard, ...pool.numbers });
  const { baseMint, quoteMint, baseVault, quoteVault } = pool;
  const keys = Object.entries({ baseMint, quoteMint, baseVault, quoteVault });
  const data = Buffer.alloc(layout.span);
  layout.encode(
    {
      ...empty,
      ...Object.fromEntries(numbers.map(([name, value]) => [name, parseBigNumberish(value)])),
      ...Object.fromEntries(keys.map(([name, value]) => [name, new PublicKey(value)])),
    },
    data,
  );
  return account(AMM_V4_ADDRESS, data);
}

export function vaultAccount(mint: Address, amount: bigint, owner: PublicKey = AMM_AUTHORITY): AccountData {
  const data = Buffer.alloc(AccountLayout.span);
  AccountLayout.encode(
    {
      ...{ mint: new PublicKey(mint), owner, amount, state: AccountState.Initialized },
      ...{ delegateOption: 0, delegate: PublicKey.default, delegatedAmount: 0n },
      ...{ isNativeOption: 0, isNative: 0n, closeAuthorityOption: 0, closeAuthority: PublicKey.default },
    },
    data,
  );
  return account(TOKEN_PROGRAM, data);
}

/** Pool, base vault and quote vault, as one reading would bring them. */
export function poolAccounts(pool: PoolFixture): [AccountData, AccountData, AccountData] {
  return [
    poolAccount(pool),
    vaultAccount(pool.baseMint, pool.baseAmount),
    vaultAccount(pool.quoteMint, pool.quoteAmount),
  ];
}

export function mintAccount(owner: Address, size: number): AccountData {
  return account(owner, Buffer.alloc(size));
}
