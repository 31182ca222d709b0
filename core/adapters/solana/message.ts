/** v0 messages by web3.js. */
import { PublicKey, SystemProgram, TransactionMessage } from '@solana/web3.js';
import type { CompileMessage } from '#core/ports/message.ts';

export const compileMessage: CompileMessage = ({ feePayer, blockhash, instructions, tip = null }) => {
  const payerKey = new PublicKey(feePayer);
  const transfers =
    tip === null
      ? []
      : [SystemProgram.transfer({ fromPubkey: payerKey, toPubkey: new PublicKey(tip.to), lamports: tip.lamports })];
  return new TransactionMessage({ payerKey, recentBlockhash: blockhash, instructions: [...instructions, ...transfers] })
    .compileToV0Message()
    .serialize();
};
