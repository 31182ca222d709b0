/** Trades: what was asked for, what was signed, and what came of it. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Fill as StoredFill } from '#core/domain/campaign/fill.ts';
import type { Route } from '#core/domain/execution/route.ts';
import type { AttemptState, IntentState, JobStatus } from '#core/domain/execution/states.ts';
import { connectionOf } from '../../graphql/connection.ts';
import { enumOf } from '../../graphql/enum.ts';
import { AddressScalar, DateTime, I128, U64 } from '../../graphql/scalars.ts';
import { RouteEnum } from '../campaign/campaign.types.ts';

export const TradeKindEnum = enumOf('TradeKind', 'Which way a trade goes, seen from the token.', {
  BUY: 'Gets the token.',
  SELL: 'Gives the token.',
});

export const ExecutionStateEnum = enumOf<JobStatus>(
  'ExecutionState',
  'A trade as people see it, derived from its intent and its signatures.',
  {
    QUEUED: 'Waits for its turn, or for a guard to let it pass.',
    PROCESSING: 'Has a signature in flight.',
    SUCCEEDED: 'Landed well, final.',
    FAILED: 'Landed with an error, or expired.',
    CANCELLED: 'Cancelled before it was signed.',
  },
);

export const IntentStateEnum = enumOf<IntentState>(
  'IntentState',
  'The state of the intent in the execution machine; all but PENDING are final.',
  {
    PENDING: 'No outcome yet.',
    SUCCEEDED: 'Exactly one transaction landed well and is finalized.',
    FAILED_ONCHAIN: 'Its transaction landed with an error: the fee is gone, nothing was traded.',
    EXPIRED: 'Out of time or signatures, with proof that none can land.',
    CANCELLED: 'Taken back before anything was signed, or after all its signatures died.',
  },
);

export const AttemptStateEnum = enumOf<AttemptState>(
  'AttemptState',
  'The state of one signed transaction; all but LIVE are final.',
  {
    LIVE: 'May still land.',
    LANDED_OK: 'Landed well, finalized.',
    LANDED_ERROR: 'Landed with an error, finalized.',
    DEAD: 'Proven unable to land.',
  },
);

@ObjectType({ description: 'One signed transaction of a trade.' })
export class Attempt {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'The trade’s first signature is 1.' })
  ordinal!: number;

  @Field(() => String, { description: 'The transaction’s signature in base58.' })
  signature!: string;

  @Field(() => AttemptStateEnum, { description: 'Where it stands.' })
  state!: AttemptState;

  @Field(() => Boolean, { description: 'True once it was seen at `confirmed` and until that is final.' })
  provisional!: boolean;

  @Field(() => DateTime, { description: 'When it was signed.' })
  signedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was first seen at `confirmed`; null before.' })
  confirmedAt!: Date | null;

  @Field(() => U64, { nullable: true, description: 'The slot it landed in, final; null before.' })
  landedSlot!: bigint | null;

  @Field(() => U64, { description: 'Output it was quoted, in base units of the output mint.' })
  quotedOut!: bigint;

  @Field(() => U64, { description: 'Least output it accepts, in base units of the output mint.' })
  minOut!: bigint;
}

@ObjectType({ description: 'A final trade, read from its transaction’s own balance changes.' })
export class Fill {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => TradeKindEnum, { description: 'Which way it went.' })
  kind!: 'BUY' | 'SELL';

  @Field(() => String, { description: 'The transaction’s signature in base58.' })
  signature!: string;

  @Field(() => U64, { description: 'The slot it landed in.' })
  slot!: bigint;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Time of that block as the chain tells it; null when it does not.',
  })
  blockTime!: Date | null;

  @Field(() => AddressScalar, { description: 'What was given.' })
  inputMint!: string;

  @Field(() => U64, { description: 'How much was given, in base units of the input mint.' })
  inputAmount!: bigint;

  @Field(() => AddressScalar, { description: 'What was got.' })
  outputMint!: string;

  @Field(() => U64, { description: 'How much was got, in base units of the output mint.' })
  outputAmount!: bigint;

  @Field(() => U64, { description: 'How much was quoted before signing, in base units of the output mint.' })
  quotedOut!: bigint;

  @Field(() => U64, { description: 'Lamports: 5000 for each signature.' })
  baseFee!: bigint;

  @Field(() => U64, { description: 'Lamports paid to be taken earlier.' })
  priorityFee!: bigint;

  @Field(() => U64, { description: 'Lamports tipped to a block engine.' })
  tip!: bigint;

  @Field(() => U64, { description: 'The pool’s share, in base units of the input mint; part of `inputAmount`.' })
  poolFee!: bigint;

  @Field(() => I128, { description: 'Lamports locked as rent, an asset; negative when given back.' })
  rent!: bigint;

  @Field(() => Int, { description: '(quoted − got) / quoted in basis points; negative when better than quoted.' })
  slippageBps!: number;

  @Field(() => DateTime, { description: 'When it was recorded.' })
  createdAt!: Date;
}

export const FillConnection = connectionOf('Fill', () => Fill, 'Fills, newest first.');

@ObjectType({ description: 'One trade: an intent, its signatures and its outcome.' })
export class Execution {
  @Field(() => ID, { description: 'UUID of the intent.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'Its place in its run, from 1; null outside a run.' })
  sequence!: number | null;

  @Field(() => TradeKindEnum, { description: 'Which way it goes.' })
  kind!: 'BUY' | 'SELL';

  @Field(() => ExecutionStateEnum, { description: 'As people see it.' })
  state!: JobStatus;

  @Field(() => IntentStateEnum, { description: 'As the execution machine has it.' })
  intentState!: IntentState;

  @Field(() => U64, { description: 'Exact input, in base units of the input mint.' })
  amountIn!: bigint;

  @Field(() => RouteEnum, { description: 'The way its transactions take.' })
  route!: Route;

  @Field(() => U64, {
    description: 'Lamports its transactions offer a block engine, paid when one lands well; 0 on the RPC route.',
  })
  tip!: bigint;

  @Field(() => DateTime, { description: 'When it was first due; latencies count from here.' })
  dueAt!: Date;

  @Field(() => DateTime, { description: 'It is not signed after this.' })
  notAfter!: Date;

  @Field(() => String, {
    nullable: true,
    description: 'Reason code of the last denial; null when it was never denied.',
  })
  lastDenial!: string | null;

  @Field(() => Boolean, { description: 'Whether an operator has to look; its signature is still being watched.' })
  needsReview!: boolean;

  @Field(() => [Attempt], { description: 'Its signatures, in order.' })
  attempts!: Attempt[];

  @Field(() => Fill, { nullable: true, description: 'Its outcome, once it is final and good.' })
  fill!: StoredFill | null;
}

export const ExecutionConnection = connectionOf('Execution', () => Execution, 'Trades, newest first.');
