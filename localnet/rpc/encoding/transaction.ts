import { encodeBase58 } from '../../chain/base58.ts';
import type { TransactionDetails } from '../../chain/details.ts';
import type { LoadedAddresses } from '../../chain/message-keys.ts';
import { isWritable } from '../../chain/message-keys.ts';
import { parseTransaction, versionOf, type WireMessage, type WireTransaction } from '../../chain/wire-transaction.ts';
import type { Options } from '../params.ts';
import { RPC_CODE, RpcError } from '../rpc-error.ts';
import { parseInner, parseOuter } from './parsed-instruction.ts';

const ENCODINGS = ['json', 'jsonParsed', 'base64', 'base58'] as const;

export interface TransactionFormat {
  readonly encoding: (typeof ENCODINGS)[number];
  readonly maxSupportedVersion: number | undefined;
}

/** Reads `encoding` and `maxSupportedTransactionVersion`. */
export function transactionFormat(options: Options): TransactionFormat {
  return {
    encoding: options.oneOf('encoding', ENCODINGS, 'json'),
    maxSupportedVersion: options.integer('maxSupportedTransactionVersion'),
  };
}

/** `transaction`, `meta` and `version` as the RPC shows them. Throws −32015 for a version the caller cannot read. */
export function encodeTransaction({ raw, meta }: TransactionDetails, format: TransactionFormat) {
  const version = shownVersion(versionOf(raw), format);
  if (format.encoding !== 'jsonParsed') return { transaction: encodeBody(raw, format), meta, ...version };
  const transaction = parseTransaction(raw);
  const keys = allKeys(transaction.message, meta.loadedAddresses);
  const innerInstructions = meta.innerInstructions.map((inner) => parseInner(inner, keys));
  return {
    transaction: parsedBody(transaction, meta.loadedAddresses),
    meta: { ...meta, innerInstructions },
    ...version,
  };
}

/** The `accounts` level of `getBlock`: signatures, keys and balances. */
export function encodeAccountsOnly({ raw, meta }: TransactionDetails, format: TransactionFormat) {
  const { signatures, message } = parseTransaction(raw);
  const { err, status, fee, preBalances, postBalances, preTokenBalances, postTokenBalances } = meta;
  return {
    transaction: {
      signatures: signatures.map(encodeBase58),
      accountKeys: describeKeys(message, meta.loadedAddresses),
    },
    meta: { err, status, fee, preBalances, postBalances, preTokenBalances, postTokenBalances },
    ...shownVersion(message.version, format),
  };
}

function shownVersion(version: WireMessage['version'], { maxSupportedVersion }: TransactionFormat) {
  if (maxSupportedVersion !== undefined) return { version };
  if (version === 'legacy') return {};
  throw new RpcError(
    RPC_CODE.unsupportedTransactionVersion,
    `Transaction version (${version}) is not supported by the requesting client. ` +
      'Please try the request again with the following configuration parameter: "maxSupportedTransactionVersion": 0',
  );
}

function encodeBody(raw: Buffer, { encoding }: TransactionFormat): unknown {
  if (encoding === 'base64') return [raw.toString('base64'), 'base64'];
  if (encoding === 'base58') return [encodeBase58(raw), 'base58'];
  const { signatures, message } = parseTransaction(raw);
  return { signatures: signatures.map(encodeBase58), message: encodeMessage(message) };
}

function encodeMessage({ version, header, staticKeys, recentBlockhash, instructions, lookups }: WireMessage) {
  return {
    header,
    accountKeys: staticKeys,
    recentBlockhash,
    instructions: instructions.map(({ programIdIndex, accounts, data }) => ({
      programIdIndex,
      accounts: [...accounts],
      data: encodeBase58(data),
      stackHeight: 1,
    })),
    ...(version === 'legacy' ? {} : { addressTableLookups: encodeLookups(lookups) }),
  };
}

function encodeLookups(lookups: WireMessage['lookups']) {
  return lookups.map(({ accountKey, writableIndexes, readonlyIndexes }) => ({
    accountKey,
    writableIndexes: [...writableIndexes],
    readonlyIndexes: [...readonlyIndexes],
  }));
}

function parsedBody({ signatures, message }: WireTransaction, loaded: LoadedAddresses) {
  const keys = allKeys(message, loaded);
  return {
    signatures: signatures.map(encodeBase58),
    message: {
      accountKeys: describeKeys(message, loaded),
      recentBlockhash: message.recentBlockhash,
      instructions: message.instructions.map((instruction) => parseOuter(instruction, keys)),
      ...(message.version === 'legacy' ? {} : { addressTableLookups: encodeLookups(message.lookups) }),
    },
  };
}

function describeKeys(message: WireMessage, loaded: LoadedAddresses) {
  return allKeys(message, loaded).map((pubkey, index) => ({
    pubkey,
    signer: index < message.header.numRequiredSignatures,
    writable: isWritable(message, loaded, index),
    source: index < message.staticKeys.length ? 'transaction' : 'lookupTable',
  }));
}

function allKeys(message: WireMessage, loaded: LoadedAddresses): readonly string[] {
  return [...message.staticKeys, ...loaded.writable, ...loaded.readonly];
}
