/** Campaigns: a strategy, a wallet and a pool, and what may be done with them now. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { CampaignOperation, CampaignStatus } from '#core/domain/campaign/transitions.ts';
import type { Route } from '#core/domain/execution/route.ts';
import type { StrategyKind } from '#core/domain/strategy/types.ts';
import { connectionOf } from '../../graphql/connection.ts';
import { enumOf } from '../../graphql/enum.ts';
import { AddressScalar, DateTime, U64 } from '../../graphql/scalars.ts';

export const CampaignStatusEnum = enumOf<CampaignStatus>('CampaignStatus', 'Follows from the latest run.', {
  DRAFT: 'Never ran.',
  ACTIVE: 'A run is going on, or is stopping with its last signatures in flight.',
  PAUSED: 'No new signature until it is resumed.',
  STOPPED: 'The last run was stopped, or failed.',
  COMPLETED: 'The last run came to its end.',
});

export const CampaignOperationEnum = enumOf<CampaignOperation>(
  'CampaignOperation',
  'What a person may ask of a campaign.',
  {
    START: '`startCampaign`: makes a new run.',
    PAUSE: '`pauseCampaign`: no new signature; what is signed is driven to its end.',
    RESUME: '`resumeCampaign`: goes on from where it paused.',
    STOP: '`stopCampaign`: cancels what is not signed, waits for what is, ends the run.',
  },
);

export const StrategyKindEnum = enumOf<StrategyKind>('StrategyKind', 'How a campaign decides.', {
  TWAP_BUY: 'Spends a budget in even trades at even intervals.',
});

export const RouteEnum = enumOf<Route>(
  'Route',
  'The way a campaign’s signed transactions take to those who make blocks.',
  {
    RPC: 'To the RPC endpoints, from where everybody can see them on their way.',
    JITO_ONLY:
      'To a block engine alone, which shows them to nobody before they land. A trade waits until one takes it, or expires.',
    JITO_THEN_RPC:
      'To a block engine first, and the same bytes to the endpoints as well when they have not landed soon.',
  },
);

@ObjectType({ description: 'Parameters of a TWAP buy. Amounts are base units of the input mint.' })
export class TwapBuy {
  @Field(() => U64, { description: 'The input amount alone; fees, tips and rent are told apart.' })
  budget!: bigint;

  @Field(() => Int, { description: 'How long a run lasts at the most, in seconds.' })
  durationSeconds!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of trades the budget is cut into; null when a cadence was given.',
  })
  slices!: number | null;

  @Field(() => Int, { nullable: true, description: 'Seconds between trades; null when slices were given.' })
  cadenceSeconds!: number | null;

  @Field(() => U64, { nullable: true, description: 'Smallest input of one trade; null when there is no bound.' })
  minTrade!: bigint | null;

  @Field(() => U64, { nullable: true, description: 'Largest input of one trade; null when there is no bound.' })
  maxTrade!: bigint | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Whole input tokens per one whole output token at the most, as a decimal; null when there is no limit.',
  })
  limitPrice!: string | null;
}

@ObjectType({ description: 'A campaign of the organisation.' })
export class Campaign {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => String, { description: 'Name for people, 1 to 80 characters.' })
  name!: string;

  @Field(() => CampaignStatusEnum, { description: 'Where it stands.' })
  status!: CampaignStatus;

  @Field(() => StrategyKindEnum, { description: 'How it decides.' })
  strategy!: StrategyKind;

  @Field(() => Int, { description: 'Greatest slippage of one trade against its quote, in basis points, 1 to 5000.' })
  slippageBps!: number;

  @Field(() => RouteEnum, { description: 'The way its transactions take.' })
  route!: Route;

  @Field(() => U64, {
    name: 'maxTipLamports',
    description: 'The most lamports one of its transactions may offer a block engine; 0 on the RPC route.',
  })
  maxTip!: bigint;

  @Field(() => AddressScalar, { description: 'What is spent.' })
  inputMint!: string;

  @Field(() => AddressScalar, { description: 'What is bought.' })
  outputMint!: string;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it last changed its status.' })
  updatedAt!: Date;
}

export const CampaignConnection = connectionOf('Campaign', () => Campaign, 'Campaigns, newest first.');
