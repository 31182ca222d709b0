import { Arg, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Run as StoredRun } from '#core/domain/campaign/run.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { found } from '#core/usecases/found.ts';
import { getRun } from '#core/usecases/run/get-run.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, READ, RequestLoaders } from '../../graphql/caller.ts';
import type { Loaders } from '../../graphql/loaders.ts';
import { Run, RunSummary } from './run.types.ts';

@Resolver(() => Run)
export class RunResolver {
  @Authorized(READ)
  @Query(() => Run, { description: 'One run. NOT_FOUND.' })
  run(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('id', () => ID, { description: 'UUID of the run.' }) id: string,
  ): Promise<StoredRun> {
    return getRun(runtime, caller, id);
  }

  @FieldResolver(() => RunSummary, { description: 'Its figures now.' })
  async summary(@Root() run: StoredRun, @RequestLoaders() { summary }: Loaders): Promise<RunSummary> {
    const { succeeded, ...figures } = found(await summary.load(run), 'run');
    return { ...figures, trades: succeeded };
  }
}
