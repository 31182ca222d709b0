/** Solana's byte formats by web3.js. */
import { AccountLayout, getAssociatedTokenAddressSync, TOKEN_PROGRAM_ID } from '@solana/spl-token';
import { ComputeBudgetProgram, MessageV0, PublicKey } from '@solana/web3.js';
import bs58 from 'bs58';
import type { Address, Signature } from '#core/domain/ids.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { MessageHead, SolanaCodec } from '#core/ports/solana-codec.ts';
import { compileMessage } from './message.ts';

const SIGNATURE_BYTES = 64;
/** Below this a length is one byte (Solana's compact-u16); a transaction has at most 19 signatures. */
const ONE_BYTE_LENGTHS = 0x80;

/** First byte of the instruction's data (Solana `ComputeBudgetInstruction`, borsh), then its argument, little-endian. */
const SET_UNIT_LIMIT = 2;
const SET_UNIT_PRICE = 3;

const COMPUTE_BUDGET = ComputeBudgetProgram.programId.toBase58();

function computeBudget(message: MessageV0): Pick<MessageHead, 'computeUnitLimit' | 'computeUnitPrice'> {
  const budget = { computeUnitLimit: 0, computeUnitPrice: 0n };
  for (const { programIdIndex, data } of message.compiledInstructions) {
    if (message.staticAccountKeys[programIdIndex]?.toBase58() !== COMPUTE_BUDGET) continue;
    const bytes = Buffer.from(data);
    if (bytes[0] === SET_UNIT_LIMIT && bytes.length === 5) budget.computeUnitLimit = bytes.readUInt32LE(1);
    if (bytes[0] === SET_UNIT_PRICE && bytes.length === 9) budget.computeUnitPrice = bytes.readBigUInt64LE(1);
  }
  return budget;
}

function headOf(message: MessageV0): MessageHead | null {
  const signers = message.staticAccountKeys
    .slice(0, message.header.numRequiredSignatures)
    .map((key) => key.toBase58() as Address);
  const [feePayer] = signers;
  if (feePayer === undefined || message.addressTableLookups.length > 0) return null;
  return { feePayer, signers, blockhash: message.recentBlockhash, ...computeBudget(message) };
}

const TOKEN_PROGRAM = TOKEN_PROGRAM_ID.toBase58();

function tokenBalance(account: AccountData | null, wallet: Address, mint: Address): bigint | null {
  if (account === null || account.owner !== TOKEN_PROGRAM || account.data.length < AccountLayout.span) return null;
  const token = AccountLayout.decode(account.data);
  return token.mint.toBase58() === mint && token.owner.toBase58() === wallet ? token.amount : null;
}

export const solanaCodec: SolanaCodec = {
  compile: compileMessage,

  readHead(message) {
    try {
      return headOf(MessageV0.deserialize(message));
    } catch {
      return null;
    }
  },

  assemble(message, signatures) {
    const [first] = signatures;
    const wrong = signatures.some((signature) => signature.length !== SIGNATURE_BYTES);
    if (first === undefined || wrong || signatures.length >= ONE_BYTE_LENGTHS) {
      throw new RangeError('a transaction carries signatures of 64 bytes, at least one');
    }
    const raw = new Uint8Array(Buffer.concat([Buffer.from([signatures.length]), ...signatures, message]));
    return { raw, signature: bs58.encode(first) as Signature };
  },

  associatedTokenAccount: (wallet, mint) =>
    getAssociatedTokenAddressSync(new PublicKey(mint), new PublicKey(wallet)).toBase58() as Address,

  tokenBalance,
};
