import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Caller } from '#core/usecases/account/caller.ts';
import { haltAll } from '#core/usecases/guard/halt-all.ts';
import { listGuards } from '#core/usecases/guard/list-guards.ts';
import { rearm } from '#core/usecases/guard/rearm.ts';
import { restrict } from '#core/usecases/guard/restrict.ts';
import type { Context } from '../../context.ts';
import { ADMINS, CurrentCaller, OPERATORS, READ } from '../../graphql/caller.ts';
import { HaltAllInput, RearmInput, RestrictInput } from './guard.inputs.ts';
import { Guard, GuardChange } from './guard.types.ts';

@Resolver()
export class GuardResolver {
  @Authorized(READ)
  @Query(() => [Guard], {
    description:
      'Every scope that is not ACTIVE, widest first: all of the installation for an administrator, else those that hold back the organisation.',
  })
  guards(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<Guard[]> {
    return listGuards(runtime, caller);
  }

  @Authorized(ADMINS)
  @Mutation(() => GuardChange, {
    description:
      'Halts the whole installation. When it is answered, nothing is signed any more until somebody re-arms the platform; what is in ' +
      'flight is driven to its end. For administrators. BAD_USER_INPUT, CONFLICT.',
  })
  haltAll(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => HaltAllInput) input: HaltAllInput,
  ): Promise<GuardChange> {
    return haltAll(runtime, caller, input);
  }

  @Authorized(OPERATORS)
  @Mutation(() => GuardChange, {
    description:
      'Halts or reduces one scope, with the same promise as `haltAll`. Traders and owners for what is their organisation’s, ' +
      'administrators for all. NOT_FOUND, BAD_USER_INPUT, CONFLICT.',
  })
  restrict(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => RestrictInput) input: RestrictInput,
  ): Promise<GuardChange> {
    return restrict(runtime, caller, input);
  }

  @Authorized(OPERATORS)
  @Mutation(() => GuardChange, {
    description:
      'Lets a scope trade again; nothing does so by itself. What an administrator restricted, only an administrator re-arms. ' +
      'NOT_FOUND, BAD_USER_INPUT, CONFLICT.',
  })
  rearm(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => RearmInput) input: RearmInput,
  ): Promise<GuardChange> {
    return rearm(runtime, caller, input);
  }
}
