/** What hangs on a campaign: its parts, its runs, its trades and its events. */
import { Args, ArgsType, Ctx, Field, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { Campaign as StoredCampaign } from '#core/domain/campaign/campaign.ts';
import type { Fill as StoredFill } from '#core/domain/campaign/fill.ts';
import type { Run as StoredRun } from '#core/domain/campaign/run.ts';
import { type Sides, sidesOf } from '#core/domain/campaign/sides.ts';
import { allowedOperations, type CampaignOperation } from '#core/domain/campaign/transitions.ts';
import type { NamedPool } from '#core/domain/pool.ts';
import { viewTwapBuy } from '#core/domain/strategy/twap-buy-input.ts';
import type { Token as StoredToken } from '#core/domain/token.ts';
import type { Wallet as StoredWallet } from '#core/domain/wallet.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { listEvents } from '#core/usecases/campaign/list-events.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, RequestLoaders } from '../../graphql/caller.ts';
import { type Connection, PageArgs, toConnection } from '../../graphql/connection.ts';
import type { Loaders } from '../../graphql/loaders.ts';
import { U64 } from '../../graphql/scalars.ts';
import { CampaignEvent, toCampaignEvent } from '../event/event.types.ts';
import { Pool } from '../pool/pool.types.ts';
import { toExecution } from '../run/execution.mapping.ts';
import { type Execution, ExecutionConnection, FillConnection } from '../run/execution.types.ts';
import { Run, RunConnection } from '../run/run.types.ts';
import { Token } from '../token/token.types.ts';
import { Wallet } from '../wallet/wallet.types.ts';
import { Campaign, CampaignOperationEnum, TwapBuy } from './campaign.types.ts';

@ArgsType()
class EventsArgs {
  @Field(() => Int, { defaultValue: 100, description: 'How many at the most, 1 to 1000.' })
  first!: number;

  @Field(() => U64, { defaultValue: 0n, description: 'Only events after this number.' })
  afterSeq!: bigint;
}

/** What the campaign spends and gets, as its pool has it. */
async function sides(campaign: StoredCampaign, { pool }: Loaders): Promise<Sides> {
  const found = sidesOf(await pool.load(campaign.poolId), campaign.outputMint);
  if (found === null) throw new Error(`campaign ${campaign.id} buys what its pool does not trade`);
  return found;
}

@Resolver(() => Campaign)
export class CampaignFieldsResolver {
  @FieldResolver(() => TwapBuy, { description: 'The parameters of its strategy.' })
  async twapBuy(@Root() campaign: StoredCampaign, @RequestLoaders() loaders: Loaders): Promise<TwapBuy> {
    const { input, output } = await sides(campaign, loaders);
    return viewTwapBuy(campaign.parameters, { input: input.decimals, output: output.decimals });
  }

  @FieldResolver(() => Int, { description: 'Decimals of the input mint.' })
  async inputDecimals(@Root() campaign: StoredCampaign, @RequestLoaders() loaders: Loaders): Promise<number> {
    return (await sides(campaign, loaders)).input.decimals;
  }

  @FieldResolver(() => Int, { description: 'Decimals of the output mint.' })
  async outputDecimals(@Root() campaign: StoredCampaign, @RequestLoaders() loaders: Loaders): Promise<number> {
    return (await sides(campaign, loaders)).output.decimals;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Symbol of the input mint, when registered and it has one.',
  })
  async inputSymbol(@Root() campaign: StoredCampaign, @RequestLoaders() loaders: Loaders): Promise<string | null> {
    return (await sides(campaign, loaders)).input.symbol;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Symbol of the output mint, when registered and it has one.',
  })
  async outputSymbol(@Root() campaign: StoredCampaign, @RequestLoaders() loaders: Loaders): Promise<string | null> {
    return (await sides(campaign, loaders)).output.symbol;
  }

  @FieldResolver(() => [CampaignOperationEnum], { description: 'What may usefully be asked of it now.' })
  allowedOperations(@Root() campaign: StoredCampaign): CampaignOperation[] {
    return allowedOperations(campaign.phase);
  }

  @FieldResolver(() => Token, { description: 'What it trades.' })
  token(@Root() campaign: StoredCampaign, @RequestLoaders() { token }: Loaders): Promise<StoredToken> {
    return token.load(campaign.tokenId);
  }

  @FieldResolver(() => Pool, { description: 'Where it trades.' })
  pool(@Root() campaign: StoredCampaign, @RequestLoaders() { pool }: Loaders): Promise<NamedPool> {
    return pool.load(campaign.poolId);
  }

  @FieldResolver(() => Wallet, { description: 'What pays.' })
  wallet(@Root() campaign: StoredCampaign, @RequestLoaders() { wallet }: Loaders): Promise<StoredWallet> {
    return wallet.load(campaign.walletId);
  }

  @FieldResolver(() => Run, {
    nullable: true,
    description: 'The open run, else the last one; null before the first start.',
  })
  async currentRun(@Root() campaign: StoredCampaign, @RequestLoaders() { run }: Loaders): Promise<StoredRun | null> {
    return campaign.currentRunId === null ? null : run.load(campaign.currentRunId);
  }

  @FieldResolver(() => RunConnection, { description: 'Its runs, newest first.' })
  async runs(
    @Root() campaign: StoredCampaign,
    @Args(() => PageArgs) page: PageArgs,
    @RequestLoaders() { runs }: Loaders,
  ): Promise<Connection<StoredRun>> {
    return toConnection(await runs(campaign.id, page));
  }

  @FieldResolver(() => FillConnection, { description: 'Its fills over all runs, newest first.' })
  async fills(
    @Root() campaign: StoredCampaign,
    @Args(() => PageArgs) page: PageArgs,
    @RequestLoaders() { fills }: Loaders,
  ): Promise<Connection<StoredFill>> {
    return toConnection(await fills(campaign.id, page));
  }

  @FieldResolver(() => ExecutionConnection, {
    description: 'Its trades over all runs, newest first, with their signatures.',
  })
  async executions(
    @Root() campaign: StoredCampaign,
    @Args(() => PageArgs) page: PageArgs,
    @RequestLoaders() { executions }: Loaders,
  ): Promise<Connection<Execution>> {
    return toConnection(await executions(campaign.id, page), toExecution);
  }

  @FieldResolver(() => [CampaignEvent], { description: 'Its events in order, oldest first.' })
  async events(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Root() campaign: StoredCampaign,
    @Args(() => EventsArgs) args: EventsArgs,
  ): Promise<CampaignEvent[]> {
    const events = await listEvents(runtime, caller, { campaignId: campaign.id, ...args });
    return events.map(toCampaignEvent);
  }

  @FieldResolver(() => U64, {
    description: 'Number of its last event, 0 before the first: subscribe from here for what comes.',
  })
  lastEventSeq(@Root() campaign: StoredCampaign, @RequestLoaders() { lastSeq }: Loaders): Promise<bigint> {
    return lastSeq.load(campaign.id);
  }
}
