import type { AccountState } from '../../chain/account.ts';
import { isTokenProgram, readHolding, readMint, readTokenAccount } from '../../chain/token-layout.ts';
import { decimalsOf, tokenAmount } from '../../chain/transaction-meta.ts';
import type { View } from '../../chain/view.ts';
import { accountEncoding, encodeAccount, requireEncodable } from '../encoding/account.ts';
import { Options, type Params, toAddress } from '../params.ts';
import { type MethodTable, type RpcContext, viewFor, withContext } from '../rpc-context.ts';
import { invalidParams } from '../rpc-error.ts';

const LARGEST_ACCOUNTS = 20;

export const tokenMethods: MethodTable = {
  getTokenAccountsByOwner(context, params) {
    const owner = params.address(0);
    return listTokenAccounts(context, params, owner);
  },

  getTokenAccountBalance({ chain }, params) {
    const view = viewFor(chain, params.options(1));
    const account = chain.account(params.address(0), view);
    const token = account === null ? null : readTokenAccount(account);
    if (token === null) throw invalidParams(account === null ? 'could not find account' : 'not a Token account');
    return withContext(view, tokenAmount(token.amount, decimalsOf(chain.account(token.mint, view))));
  },

  getTokenSupply({ chain }, params) {
    const view = viewFor(chain, params.options(1));
    const mint = requireMint(chain.account(params.address(0), view));
    return withContext(view, tokenAmount(mint.supply, mint.decimals));
  },

  getTokenLargestAccounts({ chain }, params) {
    const view = viewFor(chain, params.options(1));
    const mint = params.address(0);
    const { decimals } = requireMint(chain.account(mint, view));
    const holdings = [...chain.state.accounts.index.candidates('tokenMint', mint)].flatMap((address) => {
      const account = chain.account(address, view);
      const holding = account === null ? null : readHolding(account);
      return holding?.mint === mint ? [{ address, amount: holding.amount }] : [];
    });
    holdings.sort((a, b) => (a.amount === b.amount ? 0 : a.amount < b.amount ? 1 : -1));
    const largest = holdings.slice(0, LARGEST_ACCOUNTS);
    return withContext(
      view,
      largest.map(({ address, amount }) => ({ address, ...tokenAmount(amount, decimals) })),
    );
  },
};

function listTokenAccounts({ chain }: RpcContext, params: Params, owner: string) {
  const options = params.options(2);
  const view = viewFor(chain, options);
  const matches = tokenFilter(new Options(params.raw(1), 'filter'), chain.account.bind(chain), view);
  const encoding = accountEncoding(options);
  const read = (address: string): AccountState | null => chain.account(address, view);
  const found = [...chain.state.accounts.index.candidates('tokenOwner', owner)].flatMap((pubkey) => {
    const account = read(pubkey);
    if (account === null || readHolding(account)?.owner !== owner || !matches(account)) return [];
    requireEncodable(account, encoding);
    return [{ pubkey, account: encodeAccount(account, encoding, read) }];
  });
  return withContext(view, found);
}

/** The `mint` or `programId` the caller narrows the list to; one of them must be given. */
function tokenFilter(
  filter: Options,
  read: (address: string, view: View) => AccountState | null,
  view: View,
): (account: AccountState) => boolean {
  if (filter.has('mint')) {
    const mint = toAddress(filter.raw('mint'), 'mint');
    requireMint(read(mint, view));
    return (account) => readHolding(account)?.mint === mint;
  }
  const program = toAddress(filter.raw('programId'), 'programId');
  if (!isTokenProgram(program)) throw invalidParams('unrecognized Token program id');
  return (account) => account.owner === program;
}

function requireMint(account: AccountState | null) {
  if (account === null) throw invalidParams('could not find mint');
  const mint = readMint(account);
  if (mint === null) throw invalidParams('not a Token mint');
  return mint;
}
