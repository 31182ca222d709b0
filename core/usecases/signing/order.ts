/**
 * Is the message the one the intent asks for? It is built again from the intent with the numbers a worker may choose (least
 * output, compute limit and price), and compared as a whole: programs, payer, accounts, amounts and order follow from that.
 */
import { clusterOf } from '#core/domain/clusters.ts';
import { type Demand, demandsOf, priorityFeeOf } from '#core/domain/execution/demands.ts';
import { tipOf } from '#core/domain/execution/tip.ts';
import { WSOL_MINT } from '#core/domain/ids.ts';
import { tokenAmount } from '#core/domain/money.ts';
import type { GuardView } from '#core/domain/risk/view.ts';
import type { SigningIntent } from '#core/ports/signing-store.ts';
import type { MessageHead } from '#core/ports/solana-codec.ts';
import type { PoolState, Venue } from '#core/ports/venue.ts';
import type { Asked } from './asked.ts';
import type { SigningDependencies } from './dependencies.ts';
import type { OwnQuote } from './quote.ts';
import type { ChainReading } from './reading.ts';

export interface CheckedOrder {
  readonly order: GuardView['order'];
  readonly head: MessageHead | null;
  readonly demands: readonly Demand[];
}

/** What the message asks for, and whether it is the intent's. Bytes that are no message match nothing and offer nothing. */
export function checkOrder(
  deps: SigningDependencies,
  venue: Venue,
  { intent, request }: Asked,
  own: { quote: OwnQuote; reading: ChainReading },
): CheckedOrder {
  const head = deps.codec.readHead(request.message);
  const minOut = BigInt(request.quote.minOut);
  const priorityFee = head === null ? 0n : priorityFeeOf(head.computeUnitLimit, head.computeUnitPrice);
  const demands = demandsOf({
    walletId: intent.wallet.id,
    feePayerId: intent.feePayer.id,
    inputMint: intent.inputMint,
    amountIn: intent.amountIn,
    priorityFee,
    tip: intent.tip,
    opensTokenAccount: !own.reading.outputAccountExists,
    transientRent: [intent.inputMint, intent.outputMint].includes(WSOL_MINT) ? venue.transientRent : 0n,
  });
  const expected = head === null ? null : rebuild(deps, venue, intent, { head, minOut, pool: own.quote.pool });
  const matches = expected !== null && Buffer.compare(expected, request.message) === 0;
  return { order: { minOut, priorityFee, tip: intent.tip, matches }, head, demands };
}

/** Null when no such transaction can be built at all. */
function rebuild(
  { codec, chain }: SigningDependencies,
  venue: Venue,
  intent: SigningIntent,
  free: { head: MessageHead; minOut: bigint; pool: PoolState },
): Uint8Array | null {
  try {
    const instructions = venue.buildSwap({
      intentId: intent.id,
      wallet: intent.wallet.address,
      feePayer: intent.feePayer.address,
      pool: free.pool,
      inputMint: intent.inputMint,
      amountIn: tokenAmount(intent.amountIn),
      minAmountOut: tokenAmount(free.minOut),
      computeUnitLimit: free.head.computeUnitLimit,
      computeUnitPrice: free.head.computeUnitPrice,
    });
    const tip = tipOf(intent, clusterOf(chain.genesisHash));
    return codec.compile({ feePayer: intent.feePayer.address, blockhash: free.head.blockhash, instructions, tip });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
