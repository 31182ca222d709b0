import { Arg, Args, ArgsType, Authorized, Ctx, Field, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Campaign as StoredCampaign } from '#core/domain/campaign/campaign.ts';
import type { Run as StoredRun } from '#core/domain/campaign/run.ts';
import type { CampaignStatus } from '#core/domain/campaign/transitions.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { createCampaign } from '#core/usecases/campaign/create-campaign.ts';
import { getCampaign } from '#core/usecases/campaign/get-campaign.ts';
import { listCampaigns } from '#core/usecases/campaign/list-campaigns.ts';
import { pauseCampaign } from '#core/usecases/campaign/pause-campaign.ts';
import { resumeCampaign } from '#core/usecases/campaign/resume-campaign.ts';
import { startCampaign } from '#core/usecases/campaign/start-campaign.ts';
import { stopCampaign } from '#core/usecases/campaign/stop-campaign.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, READ, TRADE } from '../../graphql/caller.ts';
import { type Connection, PageArgs, toConnection } from '../../graphql/connection.ts';
import { Run } from '../run/run.types.ts';
import { CampaignActionInput, CreateCampaignInput } from './campaign.inputs.ts';
import { Campaign, CampaignConnection, CampaignStatusEnum } from './campaign.types.ts';

@ArgsType()
class CampaignsArgs extends PageArgs {
  @Field(() => [CampaignStatusEnum], {
    nullable: true,
    description: 'Only campaigns with one of these; all when left out.',
  })
  status?: CampaignStatus[];
}

@Resolver(() => Campaign)
export class CampaignResolver {
  @Authorized(READ)
  @Query(() => CampaignConnection, { description: 'Campaigns of the organisation, newest first.' })
  async campaigns(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Args(() => CampaignsArgs) args: CampaignsArgs,
  ): Promise<Connection<StoredCampaign>> {
    return toConnection(await listCampaigns(runtime, caller, args));
  }

  @Authorized(READ)
  @Query(() => Campaign, { description: 'One campaign. NOT_FOUND.' })
  campaign(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('id', () => ID, { description: 'UUID of the campaign.' }) id: string,
  ): Promise<StoredCampaign> {
    return getCampaign(runtime, caller, id);
  }

  @Authorized(TRADE)
  @Mutation(() => Campaign, {
    description:
      'Makes a campaign; it does nothing until it is started. INVALID_STRATEGY, NOT_FOUND, POOL_OF_ANOTHER_MINT, ' +
      'WALLET_WATCH_ONLY, WALLET_INACTIVE, TOKEN_PROGRAM_UNSUPPORTED, BLOCK_ENGINE_MISSING, CONFLICT.',
  })
  createCampaign(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => CreateCampaignInput) input: CreateCampaignInput,
  ): Promise<StoredCampaign> {
    return createCampaign(runtime, caller, input);
  }

  @Authorized(TRADE)
  @Mutation(() => Run, {
    description:
      'Starts a new run. ALREADY_RUNNING, INSUFFICIENT_BALANCE (with what is missing), WALLET_INACTIVE, GUARD_HALTED, ' +
      'EMAIL_NOT_VERIFIED, ATTESTATION_REQUIRED, BLOCK_ENGINE_MISSING, CHAIN_UNAVAILABLE, NOT_FOUND, CONFLICT.',
  })
  startCampaign(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => CampaignActionInput) input: CampaignActionInput,
  ): Promise<StoredRun> {
    return startCampaign(runtime, caller, input);
  }

  @Authorized(TRADE)
  @Mutation(() => Campaign, {
    description:
      'No new signature from now on; what is in flight is driven to its end. ILLEGAL_TRANSITION, NOT_FOUND, CONFLICT.',
  })
  pauseCampaign(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => CampaignActionInput) input: CampaignActionInput,
  ): Promise<StoredCampaign> {
    return pauseCampaign(runtime, caller, input);
  }

  @Authorized(TRADE)
  @Mutation(() => Campaign, { description: 'Goes on from where it paused. ILLEGAL_TRANSITION, NOT_FOUND, CONFLICT.' })
  resumeCampaign(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => CampaignActionInput) input: CampaignActionInput,
  ): Promise<StoredCampaign> {
    return resumeCampaign(runtime, caller, input);
  }

  @Authorized(TRADE)
  @Mutation(() => Campaign, {
    description:
      'Cancels what is not signed, waits for what is, then ends the run. ILLEGAL_TRANSITION, NOT_FOUND, CONFLICT.',
  })
  stopCampaign(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => CampaignActionInput) input: CampaignActionInput,
  ): Promise<StoredCampaign> {
    return stopCampaign(runtime, caller, input);
  }
}
