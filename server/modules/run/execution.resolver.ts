import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Fill as StoredFill } from '#core/domain/campaign/fill.ts';
import { sidesOf } from '#core/domain/campaign/sides.ts';
import { explorerUrl } from '#core/domain/explorer.ts';
import { priceText } from '#core/domain/price.ts';
import type { Context } from '../../context.ts';
import { RequestLoaders } from '../../graphql/caller.ts';
import type { Loaders } from '../../graphql/loaders.ts';
import { Fill } from './execution.types.ts';

@Resolver(() => Fill)
export class FillResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Whole input tokens given per one whole output token, as a decimal; null outside a campaign.',
  })
  async price(@Root() fill: StoredFill, @RequestLoaders() { campaign, pool }: Loaders): Promise<string | null> {
    if (fill.campaignId === null) return null;
    const { poolId } = await campaign.load(fill.campaignId);
    const sides = sidesOf(await pool.load(poolId), fill.outputMint);
    if (sides === null) return null;
    const decimals = { input: sides.input.decimals, output: sides.output.decimals };
    return priceText({ input: fill.inputAmount, output: fill.outputAmount }, decimals);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The transaction in an explorer; null where none knows the chain.',
  })
  explorerUrl(@Ctx() { runtime }: Context, @Root() fill: StoredFill): string | null {
    return explorerUrl(runtime.chain.genesisHash, fill.signature);
  }
}
