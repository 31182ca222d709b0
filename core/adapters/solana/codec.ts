/** Solana's byte formats by web3.js. */
import { AccountLayout, TOKEN_PROGRAM_ID } from '@solana/spl-token';
import bs58 from 'bs58';
import type { Address, Signature } from '#core/domain/ids.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { SolanaCodec } from '#core/ports/solana-codec.ts';
import { associatedTokenAccount } from './associated-token-account.ts';
import { compileMessage } from './message.ts';
import { readHead } from './message-head.ts';

const SIGNATURE_BYTES = 64;
/** Below this a length is one byte (Solana's compact-u16); a transaction has at most 19 signatures. */
const ONE_BYTE_LENGTHS = 0x80;

const TOKEN_PROGRAM = TOKEN_PROGRAM_ID.toBase58();

function tokenBalance(account: AccountData | null, wallet: Address, mint: Address): bigint | null {
  if (account === null || account.owner !== TOKEN_PROGRAM || account.data.length < AccountLayout.span) return null;
  const token = AccountLayout.decode(account.data);
  return token.mint.toBase58() === mint && token.owner.toBase58() === wallet ? token.amount : null;
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
    const raw = new Uint8Array(Buffer.concat([Buffer.from([signatures.length]), ...signatures, message]));
    return { raw, signature: bs58.encode(first) as Signature };
  },

  associatedTokenAccount: (wallet, mint) => associatedTokenAccount(wallet, mint).toBase58() as Address,

  tokenBalance,
};
