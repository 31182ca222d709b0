/** Solana's byte formats. */
import { AccountLayout, TOKEN_PROGRAM_ID } from '@solana/spl-token';
import type { Address, Signature } from '#core/domain/ids.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { SolanaCodec } from '#core/ports/solana-codec.ts';
import { associatedTokenAccount } from './associated-token-account.ts';
import { encodeBase58 } from './base58.ts';
import { keyOf } from './key.ts';
import { compileMessage } from './message.ts';
import { readHead } from './message-head.ts';

const SIGNATURE_BYTES = 64;
/** Below this a length is one byte (Solana's compact-u16); a transaction has at most 19 signatures. */
const ONE_BYTE_LENGTHS = 0x80;

const TOKEN_PROGRAM = TOKEN_PROGRAM_ID.toBase58();

/** Layout of an SPL Token account (spl-token, state.rs `Account`): mint, owner, amount, and what is of no interest here. */
const OWNER_AT = 32;
const AMOUNT_AT = 64;

function tokenBalance(account: AccountData | null, wallet: Address, mint: Address): bigint | null {
  if (account === null || account.owner !== TOKEN_PROGRAM || account.data.length < AccountLayout.span) return null;
  const data = Buffer.from(account.data.buffer, account.data.byteOffset, account.data.byteLength);
  const ours =
    data.subarray(0, OWNER_AT).equals(keyOf(mint).toBytes()) &&
    data.subarray(OWNER_AT, AMOUNT_AT).equals(keyOf(wallet).toBytes());
  return ours ? data.readBigUInt64LE(AMOUNT_AT) : null;
}

export const solanaCodec: SolanaCodec = {
  compile: compileMessage,

  readHead,

  assemble(message, signatures) {
    const [first] = signatures;
    const wrong = signatures.some((signature) => signature.length !== SIGNATURE_BYTES);
    if (first === undefined || wrong || signatures.length >= ONE_BYTE_LENGTHS) {
      throw new RangeError('a transaction carries signatures of 64 bytes, at least one');
    }
    const raw = new Uint8Array(Buffer.concat([Buffer.of(signatures.length), ...signatures, message]));
    return { raw, signature: encodeBase58(first) as Signature };
  },

  associatedTokenAccount: (wallet, mint) => associatedTokenAccount(wallet, mint).address,

  tokenBalance,
};
