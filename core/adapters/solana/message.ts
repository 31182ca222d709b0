/** v0 messages by web3.js. */
import { PublicKey, TransactionMessage } from '@solana/web3.js';
import type { CompileMessage } from '#core/ports/message.ts';

export const compileMessage: CompileMessage = ({ feePayer, blockhash, instructions }) =>
  new TransactionMessage({ payerKey: new PublicKey(feePayer), recentBlockhash: blockhash, instructions })
    .compileToV0Message()
    .serialize();
