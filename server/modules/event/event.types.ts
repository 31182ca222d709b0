/** Events: what happened to a campaign, in order and without gaps. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { CampaignEventKind, CampaignEvent as StoredEvent } from '#core/contracts/campaign-event.ts';
import { enumOf } from '../../graphql/enum.ts';
import { DateTime, U64 } from '../../graphql/scalars.ts';
import { RunStatusEnum } from '../run/run.types.ts';

export const CampaignEventKindEnum = enumOf<CampaignEventKind>(
  'CampaignEventKind',
  'What an event is about. Each names the fields it sets; all others are null.',
  {
    RUN_STATUS: 'The run changed its status: `status`, and with its end `reason` and `unspent`.',
    TRADE_DUE: 'A trade was decided on and queued: `intentId`, `sequence`, `amountIn`.',
    TRADE_DENIED:
      'Not signed this time; it stays pending until its `notAfter`: `intentId`, `sequence`, `code`, perhaps `detail`.',
    TRADE_LANDED:
      'First seen on chain at `confirmed`, provisional: `intentId`, `sequence`, `signature`, `slot`, `inputAmount`, `outputAmount`.',
    TRADE_FILLED:
      'Final, agreed on and in the ledger: `intentId`, `sequence`, `signature`, `slot`, `inputAmount`, `outputAmount`, `baseFee`, `priorityFee`, `tip`.',
    TRADE_FAILED: 'Landed with an error, nothing was traded: `intentId`, `sequence`, `signature`, `error`.',
    TRADE_EXPIRED: 'Out of time or signatures, with proof that none can land: `intentId`, `sequence`, `reason`.',
    TRADE_CANCELLED: 'Taken back before it was signed: `intentId`, `sequence`.',
  },
);

@ObjectType({ description: 'Something that happened to a campaign. Which fields are set follows from `kind`.' })
export class CampaignEvent {
  @Field(() => ID, { description: 'The campaign.' })
  campaignId!: string;

  @Field(() => U64, { description: 'Its place in the campaign’s own sequence: from 1, without gaps.' })
  seq!: bigint;

  @Field(() => ID, { nullable: true, description: 'The run it belongs to; null when to none.' })
  runId!: string | null;

  @Field(() => DateTime, { description: 'When it was recorded.' })
  at!: Date;

  @Field(() => CampaignEventKindEnum, { description: 'What it is about.' })
  kind!: CampaignEventKind;

  @Field(() => RunStatusEnum, { nullable: true, description: 'The run’s new status.' })
  status?: string | undefined;

  @Field(() => String, { nullable: true, description: 'Why a run or a trade ended, as a code.' })
  reason?: string | undefined;

  @Field(() => U64, {
    nullable: true,
    description: 'What is left of the budget at the end of the run, in base units of the input mint.',
  })
  unspent?: string | undefined;

  @Field(() => ID, { nullable: true, description: 'The trade: an `Execution`.' })
  intentId?: string | undefined;

  @Field(() => Int, { nullable: true, description: 'The trade’s place in its run, from 1; null outside a run.' })
  sequence?: number | null | undefined;

  @Field(() => U64, { nullable: true, description: 'The trade’s exact input, in base units of the input mint.' })
  amountIn?: string | undefined;

  @Field(() => String, { nullable: true, description: 'Reason code of a denial.' })
  code?: string | undefined;

  @Field(() => String, { nullable: true, description: 'More about a denial.' })
  detail?: string | undefined;

  @Field(() => String, { nullable: true, description: 'The transaction’s signature in base58.' })
  signature?: string | undefined;

  @Field(() => U64, { nullable: true, description: 'The slot it landed in.' })
  slot?: string | undefined;

  @Field(() => U64, { nullable: true, description: 'Given, in base units of the input mint.' })
  inputAmount?: string | undefined;

  @Field(() => U64, { nullable: true, description: 'Got, in base units of the output mint.' })
  outputAmount?: string | undefined;

  @Field(() => U64, { nullable: true, description: 'Lamports: 5000 for each signature.' })
  baseFee?: string | undefined;

  @Field(() => U64, { nullable: true, description: 'Lamports paid to be taken earlier.' })
  priorityFee?: string | undefined;

  @Field(() => U64, { nullable: true, description: 'Lamports tipped to a block engine.' })
  tip?: string | undefined;

  @Field(() => String, { nullable: true, description: 'Why the transaction failed, as the chain tells it.' })
  error?: string | undefined;
}

/** The wire's flat form of a stored event. */
export const toCampaignEvent = ({ data, ...event }: StoredEvent): CampaignEvent => ({ ...event, ...data });
