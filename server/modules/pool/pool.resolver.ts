import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Float,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { NamedPool } from '#core/domain/pool.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { addPool } from '#core/usecases/pool/add-pool.ts';
import { listPools } from '#core/usecases/pool/list-pools.ts';
import type { PoolReserves } from '#core/usecases/pool/read-pool-reserves.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, READ, RequestLoaders, TRADE } from '../../graphql/caller.ts';
import { type Connection, PageArgs, toConnection } from '../../graphql/connection.ts';
import type { Loaders } from '../../graphql/loaders.ts';
import { AddPoolInput } from './pool.inputs.ts';
import { Pool, PoolConnection, PoolState, VenueEnum } from './pool.types.ts';

@ArgsType()
class PoolsArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Only pools that trade this token. NOT_FOUND.' })
  tokenId?: string;
}

@Resolver(() => Pool)
export class PoolResolver {
  @Authorized(READ)
  @Query(() => PoolConnection, { description: 'Pools of the organisation, newest first.' })
  async pools(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Args(() => PoolsArgs) args: PoolsArgs,
  ): Promise<Connection<NamedPool>> {
    return toConnection(await listPools(runtime, caller, args));
  }

  @Authorized(TRADE)
  @Mutation(() => Pool, {
    description:
      'Adds a pool from the chain. NOT_A_POOL, POOL_OF_ANOTHER_MINT, POOL_CLOSED, POOL_EXISTS, TOKEN_PROGRAM_UNSUPPORTED, CHAIN_UNAVAILABLE, CONFLICT.',
  })
  addPool(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => AddPoolInput) input: AddPoolInput,
  ): Promise<NamedPool> {
    return addPool(runtime, caller, input);
  }

  @FieldResolver(() => VenueEnum, { description: 'The program it belongs to.' })
  venue(@Root() pool: NamedPool): string {
    return pool.venue.toUpperCase().replaceAll('-', '_');
  }

  @FieldResolver(() => Float, { description: "The pool's swap fee in basis points of the input." })
  feeBps(@Root() pool: NamedPool): number {
    return Number((pool.feeNumerator * 1_000_000n) / pool.feeDenominator) / 100;
  }

  @FieldResolver(() => PoolState, { nullable: true, description: 'Its reserves now; null when no endpoint answers.' })
  state(@Root() pool: NamedPool, @RequestLoaders() { reserves }: Loaders): Promise<PoolReserves | null> {
    return reserves.load(pool);
  }
}
