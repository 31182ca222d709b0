/** The health of an installation, part by part (AD-01). Times are milliseconds. */
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { SystemHealth as DomainHealth } from '#core/usecases/health/read-system-health.ts';
import { enumOf } from '../../graphql/enum.ts';
import { DateTime, U64 } from '../../graphql/scalars.ts';

type Endpoint = DomainHealth['endpoints'][number];

export const EndpointStandingEnum = enumOf<Endpoint['standing']>(
  'EndpointStanding',
  'Whether an endpoint’s word counts as evidence, or why not.',
  {
    READY: 'Its genesis hash and heights were found right.',
    NOT_ASKED: 'It has not been examined yet.',
    UNREACHABLE: 'It does not answer.',
    ANOTHER_CHAIN: 'It serves another chain.',
    HEIGHT_WENT_BACK: 'Its finalized height fell below what was already final.',
  },
);

export const BreakerStateEnum = enumOf('BreakerState', 'Whether an endpoint is asked at all.', {
  CLOSED: 'It is asked.',
  OPEN: 'It failed, and is left alone for a time.',
  HALF_OPEN: 'It is being tried again.',
});
export type BreakerState = keyof typeof BreakerStateEnum;

export const ProcessKindEnum = enumOf('ProcessKind', 'What a process does.', {
  WORKER: 'Makes and drives trades.',
  SERVER: 'Serves the API and the console.',
});

@ObjectType({ description: 'What waits in a queue just now.' })
export class QueueDepth {
  @Field(() => Int, { description: 'Jobs that wait for a worker.' })
  waiting!: number;

  @Field(() => Int, { description: 'Jobs in some worker’s hands.' })
  active!: number;

  @Field(() => Int, { description: 'Jobs that wait for their time.' })
  delayed!: number;

  @Field(() => Boolean, { description: 'Whether no jobs are given out.' })
  paused!: boolean;

  @Field(() => Float, {
    nullable: true,
    description: 'How long the first of the waiting has been there; null when there is none.',
  })
  oldestWaitingMs!: number | null;
}

@ObjectType({ description: 'One queue of the catalogue.' })
export class QueueHealth {
  @Field(() => String, { description: 'Its name: `trade.buy`.' })
  name!: string;

  @Field(() => String, { description: 'Who does its work, in words; some wait for the automation they are for.' })
  handledBy!: string;

  @Field(() => Int, { description: 'Lower runs first.' })
  priority!: number;

  @Field(() => QueueDepth, {
    nullable: true,
    description: 'Null for a queue that no jobs are taken from, and while Redis is away.',
  })
  depth!: QueueDepth | null;

  @Field(() => Float, { description: 'Jobs done by the workers that are heard of, since each started.' })
  done!: number;

  @Field(() => Float, { description: 'Jobs of theirs that failed.' })
  failed!: number;

  @Field(() => Int, { description: 'Jobs in their hands.' })
  inFlight!: number;

  @Field(() => Int, { description: 'Jobs ended in the last 60 seconds.' })
  perMinute!: number;
}

@ObjectType({ description: 'One queue’s work in one process.' })
export class ProcessWork {
  @Field(() => String, { description: 'Name of the queue.' })
  queue!: string;

  @Field(() => Float, { description: 'Jobs done since the process started.' })
  done!: number;

  @Field(() => Float, { description: 'Jobs that failed.' })
  failed!: number;

  @Field(() => Int, { description: 'Jobs in hand.' })
  inFlight!: number;

  @Field(() => Int, { description: 'Jobs ended in the last 60 seconds.' })
  perMinute!: number;
}

@ObjectType({ description: 'A process of this installation, as it told of itself last.' })
export class ProcessHealth {
  @Field(() => ID, { description: 'UUID, new at each start.' })
  id!: string;

  @Field(() => ProcessKindEnum, { description: 'What it does.' })
  kind!: keyof typeof ProcessKindEnum;

  @Field(() => String, { description: '`worker-1`; never a host’s name.' })
  name!: string;

  @Field(() => String, { description: 'Version of Sluice it runs.' })
  version!: string;

  @Field(() => DateTime, { description: 'When it started.' })
  startedAt!: Date;

  @Field(() => DateTime, { description: 'When it was heard of last; it tells every two seconds.' })
  beatAt!: Date;

  @Field(() => Boolean, { description: 'Whether it has not been heard of for longer than it should.' })
  silent!: boolean;

  @Field(() => Float, { description: 'Memory it holds, in bytes.' })
  rssBytes!: number;

  @Field(() => Float, { description: 'Share of one core, 1 for all of it.' })
  cpu!: number;

  @Field(() => Int, { description: 'Longest that its event loop was late between the last two beats.' })
  eventLoopLagMs!: number;

  @Field(() => [ProcessWork], { description: 'What it does, by queue.' })
  work!: ProcessWork[];
}

@ObjectType({ description: 'An RPC endpoint, as the server sees it.' })
export class EndpointHealth {
  @Field(() => String, { description: 'Its address without keys.' })
  name!: string;

  @Field(() => EndpointStandingEnum, { description: 'Whether its word counts.' })
  standing!: Endpoint['standing'];

  @Field(() => BreakerStateEnum, { description: 'Whether it is asked.' })
  breaker!: BreakerState;

  @Field(() => Float, { description: 'Share of recent calls without an answer, 0 to 1.' })
  errorRate!: number;

  @Field(() => Float, { nullable: true, description: 'Median of recent calls; null without any.' })
  latencyP50Ms!: number | null;

  @Field(() => Float, { nullable: true, description: 'Nineteen of twenty recent calls were faster; null without any.' })
  latencyP95Ms!: number | null;

  @Field(() => U64, { description: 'Slots behind the furthest endpoint.' })
  slotLag!: bigint;

  @Field(() => U64, { description: 'Highest finalized height it has shown.' })
  finalizedHeight!: bigint;

  @Field(() => String, { nullable: true, description: 'Why its last failed call failed; null when none did.' })
  lastError!: string | null;
}

@ObjectType({ description: 'The chain, as far as any endpoint has shown it.' })
export class ChainHealth {
  @Field(() => U64, { description: 'Highest slot.' })
  slot!: bigint;

  @Field(() => U64, { description: 'Highest block height.' })
  blockHeight!: bigint;

  @Field(() => Int, { description: 'Endpoints that have to agree before anything counts as landed or dead.' })
  quorum!: number;
}

@ObjectType({ description: 'Postgres, where the truth is.' })
export class PostgresHealth {
  @Field(() => String, { description: 'Its version.' })
  version!: string;

  @Field(() => Float, { description: 'Time of one round trip.' })
  latencyMs!: number;

  @Field(() => Int, { description: 'Open connections to this database.' })
  connections!: number;

  @Field(() => Int, { description: 'As many as the server takes.' })
  maxConnections!: number;

  @Field(() => Float, { description: 'Bytes on disk.' })
  sizeBytes!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Age of the oldest transaction of the application; null when there is none.',
  })
  oldestTransactionMs!: number | null;

  @Field(() => Boolean, { description: 'Whether what was committed outlives a power cut.' })
  durable!: boolean;
}

@ObjectType({ description: 'Redis, which only delivers.' })
export class RedisHealth {
  @Field(() => String, { description: 'Its version.' })
  version!: string;

  @Field(() => Float, { description: 'Time of one round trip.' })
  latencyMs!: number;

  @Field(() => Float, { description: 'Memory in use, in bytes.' })
  usedBytes!: number;

  @Field(() => Float, { description: 'Memory it may use, in bytes; 0 where there is no limit.' })
  limitBytes!: number;

  @Field(() => String, { description: 'Must be `noeviction`, or jobs may be thrown away (they would come again).' })
  evictionPolicy!: string;

  @Field(() => Boolean, { description: 'Whether it writes what it is told to disk.' })
  appendOnly!: boolean;

  @Field(() => Int, { description: 'Open connections.' })
  clients!: number;
}

@ObjectType({ description: 'The signer: the only process that opens keys.' })
export class SignerHealth {
  @Field(() => Float, { description: 'Time of one question and answer.' })
  latencyMs!: number;
}

@ObjectType({ description: 'The execution machine, as its rows show it.' })
export class MachineHealth {
  @Field(() => Int, { description: 'Trades that could be claimed now.' })
  dueIntents!: number;

  @Field(() => Float, { description: 'How long the oldest of them has waited; 0 when there is none.' })
  oldestDueMs!: number;

  @Field(() => Int, { description: 'Signatures that may still land.' })
  liveAttempts!: number;

  @Field(() => Float, { description: 'Age of the oldest of them; 0 when there is none.' })
  oldestLiveMs!: number;

  @Field(() => Int, { description: 'Trades that an operator has to look at.' })
  needsReview!: number;

  @Field(() => Int, { description: 'Trades that became final in the last 60 seconds.' })
  filledLastMinute!: number;

  @Field(() => Int, { description: 'Dead letters nobody has decided about.' })
  openDeadLetters!: number;

  @Field(() => Int, { description: 'Alerts that are not over.' })
  openAlerts!: number;
}

@ObjectType({ description: 'The whole installation. Whatever did not answer within two seconds is null.' })
export class SystemHealth {
  @Field(() => DateTime, { description: 'When it was read.' })
  at!: Date;

  @Field(() => [QueueHealth], { description: 'Every queue of the catalogue.' })
  queues!: QueueHealth[];

  @Field(() => [ProcessHealth], { description: 'Processes heard of lately, by kind and name.' })
  processes!: ProcessHealth[];

  @Field(() => [EndpointHealth], { description: 'RPC endpoints, in the order of the configuration.' })
  endpoints!: EndpointHealth[];

  @Field(() => ChainHealth, { description: 'The chain.' })
  chain!: ChainHealth;

  @Field(() => PostgresHealth, { nullable: true, description: 'Null while it does not answer.' })
  postgres!: PostgresHealth | null;

  @Field(() => RedisHealth, { nullable: true, description: 'Null while it does not answer.' })
  redis!: RedisHealth | null;

  @Field(() => SignerHealth, { nullable: true, description: 'Null while it does not answer.' })
  signer!: SignerHealth | null;

  @Field(() => MachineHealth, { nullable: true, description: 'Null while Postgres does not answer.' })
  machine!: MachineHealth | null;
}
