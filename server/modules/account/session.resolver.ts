import { Arg, Authorized, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { Caller } from '#core/usecases/account/caller.ts';
import { listSessions } from '#core/usecases/account/list-sessions.ts';
import { revokeOtherSessions, revokeSession } from '#core/usecases/account/revoke-sessions.ts';
import { stepUp } from '#core/usecases/account/step-up.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, SESSION } from '../../graphql/caller.ts';
import { DateTime } from '../../graphql/scalars.ts';
import { StepUpInput } from './account.inputs.ts';
import { Session } from './account.types.ts';

@Resolver()
export class SessionResolver {
  @Authorized(SESSION)
  @Query(() => [Session], { description: 'The sessions of the signed-in person that go on, the one used last first.' })
  sessions(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<Session[]> {
    return listSessions(runtime, caller);
  }

  @Authorized(SESSION)
  @Mutation(() => Boolean, {
    description:
      'Ends one of the own sessions: it cannot be refreshed any more, its access tokens and sockets end within two seconds. ' +
      'NOT_FOUND. Always true.',
  })
  async revokeSession(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('id', () => ID, { description: 'UUID of the session.' }) id: string,
  ): Promise<boolean> {
    await revokeSession(runtime, caller, id);
    return true;
  }

  @Authorized(SESSION)
  @Mutation(() => Int, {
    description: 'Ends all of the own sessions but the one that asks, as `revokeSession` does. How many there were.',
  })
  revokeOtherSessions(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<number> {
    return revokeOtherSessions(runtime, caller);
  }

  @Authorized(SESSION)
  @Mutation(() => DateTime, {
    description:
      'Proves again that it is the same person: for five minutes, what answers STEP_UP_REQUIRED may be done in this session. ' +
      'Until when. WRONG_CREDENTIALS, WRONG_CODE, RATE_LIMITED.',
  })
  stepUp(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => StepUpInput) input: StepUpInput,
  ): Promise<Date> {
    return stepUp(runtime, caller, input);
  }
}
