/** Runs: one execution of a campaign from start to end, and its figures. */
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { RunStatus } from '#core/domain/campaign/transitions.ts';
import { connectionOf } from '../../graphql/connection.ts';
import { enumOf } from '../../graphql/enum.ts';
import { DateTime, I128, U64 } from '../../graphql/scalars.ts';

export const RunStatusEnum = enumOf<RunStatus>('RunStatus', 'Where a run stands; the last three are final.', {
  RUNNING: 'Trades as its strategy decides.',
  PAUSED: 'No new signature; what is in flight is driven to its end.',
  STOPPING: 'Stopped by a person; the last signatures are in flight.',
  STOPPED: 'Stopped, and nothing is in flight.',
  COMPLETED: 'Its budget is spent or its time is over, and nothing is in flight.',
  FAILED: 'Cannot go on.',
});

@ObjectType({
  description: 'Figures of a run. Input amounts are base units of the input mint, `received` of the output mint.',
})
export class RunSummary {
  @Field(() => U64, { description: 'The most input it may spend.' })
  budget!: bigint;

  @Field(() => U64, { description: 'Input of trades that are final.' })
  spent!: bigint;

  @Field(() => U64, { description: 'Output of trades that are final.' })
  received!: bigint;

  @Field(() => U64, { description: 'Input of trades still pending, signed or not.' })
  committed!: bigint;

  @Field(() => U64, { description: '`budget` less `spent`.' })
  unspent!: bigint;

  @Field(() => Int, { description: 'Trades that landed well and are final.' })
  trades!: number;

  @Field(() => Int, { description: 'Trades that landed with an error.' })
  failed!: number;

  @Field(() => Int, { description: 'Trades given up unsigned or with proof that their signatures are dead.' })
  expired!: number;

  @Field(() => Int, { description: 'Trades cancelled by a stop before they were signed.' })
  cancelled!: number;

  @Field(() => Int, { description: 'Trades without an outcome yet.' })
  pending!: number;

  @Field(() => Int, { description: 'Signatures in flight: sent or about to be, not yet known final or dead.' })
  inFlight!: number;

  @Field(() => Float, {
    nullable: true,
    description: '`trades` of all trades with an outcome, 0 to 1; null before the first.',
  })
  successRate!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Whole input tokens paid per one whole output token, as a decimal; null before the first fill.',
  })
  averagePrice!: string | null;

  @Field(() => U64, { description: 'Lamports of base and priority fees, failed trades included.' })
  fees!: bigint;

  @Field(() => U64, { description: 'Lamports of tips.' })
  tips!: bigint;

  @Field(() => I128, { description: 'Lamports locked as rent, an asset; negative when more was given back.' })
  rent!: bigint;

  @Field(() => Float, { description: 'Share of the budget spent, 0 to 1.' })
  progress!: number;

  @Field(() => DateTime, { nullable: true, description: 'When the next decision is due; null when none is.' })
  nextTradeAt!: Date | null;
}

@ObjectType({ description: 'One execution of a campaign.' })
export class Run {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => ID, { description: 'Its campaign.' })
  campaignId!: string;

  @Field(() => Int, { description: 'The campaign’s first run is 1.' })
  number!: number;

  @Field(() => RunStatusEnum, { description: 'Where it stands.' })
  status!: RunStatus;

  @Field(() => DateTime, { description: 'When it was started.' })
  startedAt!: Date;

  @Field(() => DateTime, { description: 'When it ends at the latest.' })
  endsAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it ended; null while it goes on.' })
  endedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it ended, as a code; null while it goes on.' })
  endReason!: string | null;
}

export const RunConnection = connectionOf('Run', () => Run, 'Runs, newest first.');
