import type { AccountState } from '../../chain/account.ts';
import type { View } from '../../chain/view.ts';
import { type AccountEncoding, accountEncoding, encodeAccount, requireEncodable } from '../encoding/account.ts';
import { accountFilter } from '../encoding/account-filter.ts';
import { type MethodTable, type RpcContext, viewFor, withContext } from '../rpc-context.ts';

const MAX_ACCOUNTS = 100;

export const accountMethods: MethodTable = {
  getBalance({ chain }, params) {
    const view = viewFor(chain, params.options(1));
    return withContext(view, Number(chain.account(params.address(0), view)?.lamports ?? 0n));
  },

  getAccountInfo(context, params) {
    const options = params.options(1);
    const view = viewFor(context.chain, options);
    const { read, show } = reader(context, view, accountEncoding(options));
    return withContext(view, show(read(params.address(0))));
  },

  getMultipleAccounts(context, params) {
    const options = params.options(1);
    const view = viewFor(context.chain, options);
    const { read, show } = reader(context, view, accountEncoding(options, 'base64'));
    return withContext(
      view,
      params.addresses(0, 'pubkeys', MAX_ACCOUNTS).map((address) => show(read(address))),
    );
  },

  getProgramAccounts(context, params) {
    const options = params.options(1);
    const program = params.address(0);
    const view = viewFor(context.chain, options);
    const encoding = accountEncoding(options);
    const matches = accountFilter(options);
    const { read, show } = reader(context, view, encoding);
    const found = [...context.chain.state.accounts.index.candidates('program', program)].flatMap((pubkey) => {
      const account = read(pubkey);
      const listed = account !== null && account.owner === program && matches(account);
      return listed ? [{ pubkey, account: show(account) }] : [];
    });
    return options.boolean('withContext', false) ? withContext(view, found) : found;
  },

  getMinimumBalanceForRentExemption({ chain }, params) {
    return Number(chain.bank.rentExemption(params.integer(0, 'data length')));
  },
};

function reader({ chain }: RpcContext, view: View, encoding: AccountEncoding) {
  const read = (address: string): AccountState | null => chain.account(address, view);
  const show = (account: AccountState | null) => {
    if (account === null) return null;
    requireEncodable(account, encoding);
    return encodeAccount(account, encoding, read);
  };
  return { read, show };
}
