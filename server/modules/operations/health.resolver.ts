import { Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { Caller } from '#core/usecases/account/caller.ts';
import { readSystemHealth } from '#core/usecases/health/read-system-health.ts';
import type { Context } from '../../context.ts';
import { ADMINS, CurrentCaller } from '../../graphql/caller.ts';
import { toSystemHealth } from './health.mapping.ts';
import { SystemHealth } from './health.types.ts';

@Resolver()
export class HealthResolver {
  @Authorized(ADMINS)
  @Query(() => SystemHealth, { description: 'The whole installation, part by part. For administrators.' })
  async systemHealth(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<SystemHealth> {
    return toSystemHealth(await readSystemHealth(runtime, caller));
  }
}
