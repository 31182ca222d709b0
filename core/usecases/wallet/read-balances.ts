import type { Address, WalletId } from '#core/domain/ids.ts';
import type { MintInfo, Token } from '#core/domain/token.ts';
import type { HeldToken, Wallet, WalletBalances } from '#core/domain/wallet.ts';
import type { Chain, ChainEndpoint, TokenBalance } from '#core/ports/chain.ts';
import type { TokenReader } from '#core/ports/token-reader.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { tokensByMints } from '#core/store/tokens.ts';
import { askChain } from '../ask-chain.ts';

export interface ReadBalancesDeps {
  readonly db: Database;
  readonly chain: Pick<Chain, 'read'>;
  readonly tokens: TokenReader;
}

/** What one RPC call may name. */
const ADDRESSES_A_CALL = 100;

/**
 * What each wallet holds at `confirmed`: lamports for all in one reading, token accounts one call a wallet (W-05).
 * Wallets are the organisation's own, as read before.
 * @throws AppError CHAIN_UNAVAILABLE
 */
export async function readBalances(
  deps: ReadBalancesDeps,
  actor: Actor,
  wallets: readonly Wallet[],
): Promise<ReadonlyMap<WalletId, WalletBalances>> {
  const [lamports, held] = await askChain(() =>
    deps.chain.read((endpoint) =>
      Promise.all([
        readLamports(endpoint, wallets),
        Promise.all(wallets.map((wallet) => endpoint.tokenAccountsOf(wallet.address, { commitment: 'confirmed' }))),
      ]),
    ),
  );
  const known = await describeMints(deps, actor, held.flat());
  return new Map(
    wallets.map((wallet, index) => {
      const { amount, slot } = lamports.get(wallet.id) ?? { amount: 0n, slot: 0n };
      return [wallet.id, { lamports: amount, slot, tokens: sumByMint(held[index] ?? [], known) }];
    }),
  );
}

async function readLamports(endpoint: ChainEndpoint, wallets: readonly Wallet[]) {
  const chunks: Wallet[][] = [];
  for (let at = 0; at < wallets.length; at += ADDRESSES_A_CALL) chunks.push(wallets.slice(at, at + ADDRESSES_A_CALL));
  const read = await Promise.all(
    chunks.map(async (chunk) => {
      const addresses = chunk.map((wallet) => wallet.address);
      const { slot, accounts } = await endpoint.accounts(addresses, { commitment: 'confirmed' });
      return chunk.map((wallet, index) => [wallet.id, { amount: accounts[index]?.lamports ?? 0n, slot }] as const);
    }),
  );
  return new Map<WalletId, { amount: bigint; slot: bigint }>(read.flat());
}

type Described = Pick<Token | MintInfo, 'mint' | 'symbol' | 'decimals'>;

/** The organisation's own registration where there is one; the chain's word for the other mints. */
async function describeMints(
  deps: ReadBalancesDeps,
  actor: Actor,
  balances: readonly TokenBalance[],
): Promise<ReadonlyMap<Address, Described>> {
  const mints = [...new Set(balances.map((balance) => balance.mint))];
  const registered = await tokensByMints(deps.db.as(actor), actor, mints);
  const known = new Map<Address, Described>(registered.map((token) => [token.mint, token]));
  const unknown = mints.filter((mint) => !known.has(mint));
  for (const info of await deps.tokens.mints(unknown)) if (info !== null) known.set(info.mint, info);
  return known;
}

function sumByMint(balances: readonly TokenBalance[], known: ReadonlyMap<Address, Described>): HeldToken[] {
  const sums = new Map<Address, bigint>();
  for (const { mint, amount } of balances) sums.set(mint, (sums.get(mint) ?? 0n) + amount);
  return [...sums].flatMap(([mint, amount]) => {
    const described = known.get(mint);
    return described === undefined ? [] : [{ mint, amount, symbol: described.symbol, decimals: described.decimals }];
  });
}
