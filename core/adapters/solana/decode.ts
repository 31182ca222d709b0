/** From web3.js's answers to the port's: bigint amounts, branded names. */
import type {
  AccountInfo,
  VersionedTransactionResponse,
  SignatureStatus as Web3Status,
  TokenBalance as Web3TokenBalance,
} from '@solana/web3.js';
import { PublicKey } from '@solana/web3.js';
import type { Address, Signature } from '#core/domain/ids.ts';
import { lamports } from '#core/domain/money.ts';
import type { AccountData, LandedTransaction, SignatureStatus, TokenBalance } from '#core/ports/chain.ts';

export const toAddress = (key: PublicKey): Address => key.toBase58() as Address;

export const toAccountData = (info: AccountInfo<Buffer>): AccountData => ({
  lamports: lamports(BigInt(info.lamports)),
  owner: toAddress(info.owner),
  data: info.data,
});

export const toStatus = (status: Web3Status): SignatureStatus => ({
  slot: BigInt(status.slot),
  commitment: status.confirmationStatus ?? 'processed',
  error: status.err,
});

/** Mint, owner and amount stand at 0, 32 and 64 of a token account, in both token programs. */
export function toTokenBalance(account: PublicKey, data: Uint8Array): TokenBalance {
  return {
    account: toAddress(account),
    mint: toAddress(new PublicKey(data.subarray(0, 32))),
    owner: toAddress(new PublicKey(data.subarray(32, 64))),
    amount: new DataView(data.buffer, data.byteOffset, data.byteLength).getBigUint64(64, true),
  };
}

/**
 * Balances are those the endpoint gave: one that keeps no metadata, or does not tell whose a token balance is, is of no use to a
 * ledger.
 * @throws when they are missing: to be called inside a transport's call, where that is no answer.
 */
export function toLandedTransaction(signature: Signature, response: VersionedTransactionResponse): LandedTransaction {
  const { meta, transaction } = response;
  if (!meta?.preTokenBalances || !meta.postTokenBalances) {
    throw new Error(`transaction ${signature} came without its balances`);
  }
  const keys = transaction.message.getAccountKeys({ accountKeysFromLookups: meta.loadedAddresses ?? null });
  const accounts = keys.keySegments().flat().map(toAddress);
  return {
    signature,
    slot: BigInt(response.slot),
    blockTime: response.blockTime == null ? null : new Date(response.blockTime * 1000),
    error: meta.err,
    fee: lamports(BigInt(meta.fee)),
    signatureCount: transaction.message.header.numRequiredSignatures,
    accounts,
    preLamports: meta.preBalances.map(BigInt),
    postLamports: meta.postBalances.map(BigInt),
    preTokens: toTokenBalances(accounts, meta.preTokenBalances),
    postTokens: toTokenBalances(accounts, meta.postTokenBalances),
    logs: meta.logMessages ?? [],
  };
}

const toTokenBalances = (accounts: readonly Address[], balances: readonly Web3TokenBalance[]): TokenBalance[] =>
  balances.map((balance) => {
    const account = accounts[balance.accountIndex];
    if (account === undefined) throw new Error(`token balance of account ${balance.accountIndex}, which is not there`);
    if (!balance.owner) throw new Error(`token balance of account ${account} came without its owner`);
    return {
      account,
      mint: balance.mint as Address,
      owner: balance.owner as Address,
      amount: BigInt(balance.uiTokenAmount.amount),
    };
  });
