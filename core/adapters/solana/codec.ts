/** Solana's byte formats. */
import type { Signature } from '#core/domain/ids.ts';
import type { SolanaCodec } from '#core/ports/solana-codec.ts';
import { associatedTokenAccount } from './associated-token-account.ts';
import { encodeBase58 } from './base58.ts';
import { compileMessage } from './message.ts';
import { readHead } from './message-head.ts';
import { tokenBalance } from './token-account.ts';

const SIGNATURE_BYTES = 64;
/** Below this a length is one byte (Solana's compact-u16); a transaction has at most 19 signatures. */
const ONE_BYTE_LENGTHS = 0x80;

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
