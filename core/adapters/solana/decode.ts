/** From the JSON of an endpoint's answers to the port's types: bigint amounts, branded names. Each throws what it cannot read. */
import type { PublicKey } from '@solana/web3.js';
import bs58 from 'bs58';
import type { Address, Signature } from '#core/domain/ids.ts';
import { lamports } from '#core/domain/money.ts';
import type {
  AccountData,
  Block,
  Commitment,
  Heights,
  LatestBlockhash,
  SignatureStatus,
  SimulationResult,
  TokenBalance,
} from '#core/ports/chain.ts';
import { asBigInt, asList, asRecord, asText } from './json.ts';

export const toAddress = (key: PublicKey): Address => key.toBase58() as Address;

export const asAddress = (value: unknown): Address => asText(value) as Address;
export const asSignature = (value: unknown): Signature => asText(value) as Signature;

/** A value with the slot it was read at. */
export function withSlot<T>(result: unknown, decode: (value: unknown) => T): { slot: bigint; value: T } {
  const { context, value } = asRecord(result);
  return { slot: asBigInt(asRecord(context)['slot']), value: decode(value) };
}

/** @throws when there are not as many as were asked for: one too few would shift all that follow */
export function listOf<T>(value: unknown, length: number, decode: (item: unknown) => T): (T | null)[] {
  const list = asList(value);
  if (list.length !== length) throw new TypeError(`${list.length} answers to ${length} questions`);
  return list.map((item) => (item === null ? null : decode(item)));
}

/** As `getEpochInfo` tells them. */
export function decodeHeights(result: unknown): Heights {
  const { absoluteSlot, blockHeight } = asRecord(result);
  return { slot: asBigInt(absoluteSlot), blockHeight: asBigInt(blockHeight) };
}

export function decodeLatestBlockhash(result: unknown): LatestBlockhash {
  const { slot, value } = withSlot(result, asRecord);
  return {
    slot,
    blockhash: asText(value['blockhash']),
    lastValidBlockHeight: asBigInt(value['lastValidBlockHeight']),
  };
}

/** Encoded as base64. */
export function decodeAccount(value: unknown): AccountData {
  const account = asRecord(value);
  const [data, encoding] = asList(account['data']);
  if (encoding !== 'base64') throw new TypeError('account data in another encoding than asked for');
  return {
    lamports: lamports(asBigInt(account['lamports'])),
    owner: asAddress(account['owner']),
    data: Buffer.from(asText(data), 'base64'),
  };
}

/** An account with its address, as the searches answer. */
export function decodeKeyedAccount(value: unknown): { address: Address; account: AccountData } {
  const { pubkey, account } = asRecord(value);
  return { address: asAddress(pubkey), account: decodeAccount(account) };
}

const COMMITMENTS: ReadonlySet<unknown> = new Set<Commitment>(['processed', 'confirmed', 'finalized']);

export function decodeStatus(value: unknown): SignatureStatus {
  const status = asRecord(value);
  const commitment = status['confirmationStatus'] ?? 'processed';
  if (!COMMITMENTS.has(commitment)) throw new TypeError('a status of no known commitment');
  return { slot: asBigInt(status['slot']), commitment: commitment as Commitment, error: status['err'] ?? null };
}

export function decodeSimulation(result: unknown): SimulationResult {
  const { slot, value } = withSlot(result, asRecord);
  return {
    slot,
    error: value['err'] ?? null,
    logs: value['logs'] == null ? [] : asList(value['logs']).map(asText),
    unitsConsumed: asBigInt(value['unitsConsumed'] ?? 0),
  };
}

/** With signatures alone. */
export function decodeBlock(slot: bigint, result: unknown): Block {
  const block = asRecord(result);
  return {
    slot,
    blockHeight: asBigInt(block['blockHeight']),
    blockhash: asText(block['blockhash']),
    previousBlockhash: asText(block['previousBlockhash']),
    signatures: asList(block['signatures']).map(asSignature),
  };
}

/** Mint, owner and amount stand at 0, 32 and 64 of a token account, in both token programs. */
export function decodeTokenAccount(value: unknown): TokenBalance {
  const { address, account } = decodeKeyedAccount(value);
  const { data } = account;
  return {
    account: address,
    mint: bs58.encode(data.subarray(0, 32)) as Address,
    owner: bs58.encode(data.subarray(32, 64)) as Address,
    amount: new DataView(data.buffer, data.byteOffset, data.byteLength).getBigUint64(64, true),
  };
}
