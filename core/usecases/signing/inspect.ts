/**
 * What the signer finds out about a message, whatever it asks for. A message is built again from its intent, with the numbers alone
 * that a worker may choose, and compared as a whole: programs, payer, accounts, amounts and order follow from that.
 */
import { clusterOf } from '#core/domain/clusters.ts';
import { type Demand, priorityFeeOf } from '#core/domain/execution/demands.ts';
import { tipOf } from '#core/domain/execution/tip.ts';
import type { Denial } from '#core/domain/risk/denial.ts';
import type { GuardView } from '#core/domain/risk/view.ts';
import type { Instruction } from '#core/ports/message.ts';
import type { NewAttempt, SigningIntent } from '#core/ports/signing-store.ts';
import type { MessageHead } from '#core/ports/solana-codec.ts';
import type { SigningDependencies } from './dependencies.ts';
import type { ChainReading, ReadingPlan } from './reading.ts';

/** A demand beside what the chain shows for it. */
export interface ShownDemand extends Demand {
  /** The lowest that any endpoint shows. */
  readonly balance: bigint;
}

export interface Inspection {
  readonly order: GuardView['order'];
  /** Null for bytes that are no message. */
  readonly head: MessageHead | null;
  readonly demands: readonly ShownDemand[];
  /** The signer's own; null where nothing is traded. */
  readonly quote: GuardView['quote'];
  /** Kept with the attempt. */
  readonly figures: Pick<NewAttempt['quote'], 'out' | 'fee' | 'reserveIn' | 'reserveOut'>;
}

/** How the message of one intent is looked at: what to read for it, and what follows from that. */
export interface Inspector extends ReadingPlan {
  /** @throws whatever the data of the intent is good for: it concerns that intent alone */
  inspect(reading: ChainReading): Inspection | Denial;
}

/** What can be read from a message without knowing what it is for. */
export interface MessageTerms {
  readonly head: MessageHead | null;
  /** Lamports offered. */
  readonly priorityFee: bigint;
}

export function readTerms({ codec }: SigningDependencies, message: Uint8Array): MessageTerms {
  const head = codec.readHead(message);
  return { head, priorityFee: head === null ? 0n : priorityFeeOf(head.computeUnitLimit, head.computeUnitPrice) };
}

/** Whether these are the bytes of the intent's message. Bytes that are no message, and numbers that fit none, match nothing. */
export function matches(
  { codec, chain }: SigningDependencies,
  intent: SigningIntent,
  message: Uint8Array,
  { head, build }: Pick<MessageTerms, 'head'> & { readonly build: (head: MessageHead) => readonly Instruction[] },
): boolean {
  if (head === null) return false;
  try {
    const tip = tipOf(intent, clusterOf(chain.genesisHash));
    const transaction = {
      feePayer: intent.feePayer.address,
      blockhash: head.blockhash,
      instructions: build(head),
      tip,
    };
    return Buffer.compare(codec.compile(transaction), message) === 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
