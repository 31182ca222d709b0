/** A landed transaction with its balances, as `getTransaction` shows it in its own JSON. */
import type { Address, Signature } from '#core/domain/ids.ts';
import { lamports } from '#core/domain/money.ts';
import type { LandedTransaction, TokenBalance } from '#core/ports/chain.ts';
import { asAddress } from './decode.ts';
import { asBigInt, asIndex, asList, asRecord, asText, type JsonRecord } from './json.ts';

/**
 * Balances are those the endpoint gave: one that keeps no metadata, or does not tell whose a token balance is, is of no use to a
 * ledger.
 * @throws when they are missing, or it is another transaction
 */
export function decodeTransaction(signature: Signature, result: unknown): LandedTransaction {
  const landed = asRecord(result);
  const { message, signatures } = asRecord(landed['transaction']);
  if (asList(signatures)[0] !== signature) throw new TypeError(`another transaction than ${signature}`);
  const { accountKeys, header } = asRecord(message);
  const meta = asRecord(landed['meta']);
  const accounts = [...asList(accountKeys).map(asAddress), ...loadedAddresses(meta['loadedAddresses'])];
  return {
    signature,
    slot: asBigInt(landed['slot']),
    blockTime: landed['blockTime'] == null ? null : new Date(asIndex(landed['blockTime']) * 1000),
    error: meta['err'] ?? null,
    fee: lamports(asBigInt(meta['fee'])),
    signatureCount: asIndex(asRecord(header)['numRequiredSignatures']),
    accounts,
    preLamports: balances(meta['preBalances'], accounts),
    postLamports: balances(meta['postBalances'], accounts),
    preTokens: tokenBalances(accounts, meta['preTokenBalances']),
    postTokens: tokenBalances(accounts, meta['postTokenBalances']),
    logs: meta['logMessages'] == null ? [] : asList(meta['logMessages']).map(asText),
  };
}

/** Those that look-up tables named: writable ones first, as the runtime numbers them. */
function loadedAddresses(value: unknown): Address[] {
  if (value == null) return [];
  const { writable, readonly } = asRecord(value);
  return [...asList(writable), ...asList(readonly)].map(asAddress);
}

function balances(value: unknown, accounts: readonly Address[]): bigint[] {
  const list = asList(value);
  if (list.length !== accounts.length) throw new TypeError('not a balance for each account');
  return list.map(asBigInt);
}

const tokenBalances = (accounts: readonly Address[], value: unknown): TokenBalance[] =>
  asList(value).map((item) => tokenBalance(accounts, asRecord(item)));

function tokenBalance(accounts: readonly Address[], balance: JsonRecord): TokenBalance {
  const account = accounts[asIndex(balance['accountIndex'])];
  if (account === undefined) throw new TypeError('a token balance of an account that is not there');
  if (!balance['owner']) throw new TypeError(`the token balance of account ${account} came without its owner`);
  return {
    account,
    mint: asAddress(balance['mint']),
    owner: asAddress(balance['owner']),
    amount: asBigInt(asRecord(balance['uiTokenAmount'])['amount']),
  };
}
