/** What makes a campaign. Bounds that belong to the strategy are checked by the strategy and answered INVALID_STRATEGY. */
import { Field, ID, InputType, Int } from 'type-graphql';
import type { Route } from '#core/domain/execution/route.ts';
import { IdempotentInput } from '../../graphql/idempotency.ts';
import { U64 } from '../../graphql/scalars.ts';
import { RouteEnum } from './campaign.types.ts';

@InputType({
  description: 'A TWAP buy. Amounts are base units of the input mint: the mint of the pool that is not the token.',
})
export class TwapBuyInput {
  @Field(() => U64, {
    description: 'The input amount alone, above 0; fees, tips and rent come on top and are told apart.',
  })
  budget!: bigint;

  @Field(() => Int, { description: 'How long a run lasts at the most: 5 to 2678400 seconds (31 days).' })
  durationSeconds!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of trades, 1 to 10000. Give exactly one of `slices` and `cadenceSeconds`.',
  })
  slices?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Seconds between trades, 1 to 86400, and not more than the duration.',
  })
  cadenceSeconds?: number | null;

  @Field(() => U64, {
    nullable: true,
    description: 'Smallest input of one trade, above 0 and not above the budget. No bound when left out.',
  })
  minTrade?: bigint | null;

  @Field(() => U64, {
    nullable: true,
    description: 'Largest input of one trade, not below `minTrade`. No bound when left out.',
  })
  maxTrade?: bigint | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Whole input tokens per one whole output token at the most, as a positive decimal with up to 18 places, e.g. "0.0125". ' +
      'Checked again at every signature. No limit when left out.',
  })
  limitPrice?: string | null;
}

@InputType({ description: 'A new campaign; it does nothing until it is started.' })
export class CreateCampaignInput extends IdempotentInput {
  @Field(() => String, { description: 'Name for people, 1 to 80 characters.' })
  name!: string;

  @Field(() => ID, { description: 'The token to buy. NOT_FOUND when the organisation has none such.' })
  tokenId!: string;

  @Field(() => ID, {
    description: 'The pool to buy in. NOT_FOUND, or POOL_OF_ANOTHER_MINT when it does not trade the token.',
  })
  poolId!: string;

  @Field(() => ID, { description: 'The wallet that pays. NOT_FOUND, WALLET_WATCH_ONLY or WALLET_INACTIVE.' })
  walletId!: string;

  @Field(() => Int, { description: 'Greatest slippage of one trade against its quote, in basis points, 1 to 5000.' })
  slippageBps!: number;

  @Field(() => RouteEnum, {
    nullable: true,
    description:
      'The way its transactions take; RPC when left out. BLOCK_ENGINE_MISSING for a Jito route where `system.blockEngine` is false.',
  })
  route?: Route | null;

  @Field(() => U64, {
    nullable: true,
    description:
      'The most lamports one transaction may offer a block engine: 1000 up to the platform’s limit. ' +
      'Needed on a Jito route, left out on the RPC route.',
  })
  maxTipLamports?: bigint | null;

  @Field(() => TwapBuyInput, { description: 'The strategy and its parameters.' })
  twapBuy!: TwapBuyInput;
}

@InputType({ description: 'Asks something of a campaign.' })
export class CampaignActionInput extends IdempotentInput {
  @Field(() => ID, { description: 'The campaign. NOT_FOUND when the organisation has none such.' })
  campaignId!: string;
}
