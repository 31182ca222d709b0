import type { AccountState } from '../../chain/account.ts';
import { readMint, readTokenAccount, TOKEN_PROGRAM } from '../../chain/token-layout.ts';
import { decimalsOf, tokenAmount } from '../../chain/transaction-meta.ts';

export interface ParsedData {
  readonly program: string;
  readonly parsed: { readonly type: string; readonly info: unknown };
  readonly space: number;
}

/** `jsonParsed` data of a token account or mint, in Agave's shape; null for any other account. */
export function parseTokenData(
  account: AccountState,
  read: (address: string) => AccountState | null,
): ParsedData | null {
  const parsed = parseTokenAccount(account, read) ?? parseMint(account);
  if (parsed === null) return null;
  const program = account.owner === TOKEN_PROGRAM ? 'spl-token' : 'spl-token-2022';
  return { program, parsed, space: account.data.length };
}

function parseTokenAccount(account: AccountState, read: (address: string) => AccountState | null) {
  const token = readTokenAccount(account);
  if (token === null) return null;
  const decimals = decimalsOf(read(token.mint));
  return {
    type: 'account',
    info: {
      isNative: token.nativeReserve !== null,
      mint: token.mint,
      owner: token.owner,
      state: token.state,
      tokenAmount: tokenAmount(token.amount, decimals),
      ...(token.delegate === null
        ? {}
        : { delegate: token.delegate, delegatedAmount: tokenAmount(token.delegatedAmount, decimals) }),
      ...(token.nativeReserve === null ? {} : { rentExemptReserve: tokenAmount(token.nativeReserve, 9) }),
      ...(token.closeAuthority === null ? {} : { closeAuthority: token.closeAuthority }),
    },
  };
}

function parseMint(account: AccountState) {
  const mint = readMint(account);
  if (mint === null) return null;
  return {
    type: 'mint',
    info: {
      decimals: mint.decimals,
      freezeAuthority: mint.freezeAuthority,
      isInitialized: mint.isInitialized,
      mintAuthority: mint.mintAuthority,
      supply: mint.supply.toString(),
    },
  };
}
