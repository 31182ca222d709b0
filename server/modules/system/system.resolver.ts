import { Ctx, Query, Resolver } from 'type-graphql';
import { describeSystem } from '#core/usecases/chain/describe-system.ts';
import type { Context } from '../../context.ts';
import { toSystemInfo } from './system.mapping.ts';
import { SystemInfo } from './system.types.ts';

@Resolver()
export class SystemResolver {
  @Query(() => SystemInfo, { description: 'This installation; answered to anybody.' })
  async system(@Ctx() { runtime }: Context): Promise<SystemInfo> {
    return toSystemInfo(await describeSystem(runtime));
  }
}
