import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Caller } from '#core/usecases/account/caller.ts';
import {
  beginTwoFactor,
  confirmTwoFactor,
  disableTwoFactor,
  regenerateBackupCodes,
} from '#core/usecases/account/two-factor.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, SESSION } from '../../graphql/caller.ts';
import { TwoFactorSetup } from './account.types.ts';

@Resolver()
export class TwoFactorResolver {
  @Authorized(SESSION)
  @Mutation(() => TwoFactorSetup, {
    description:
      'Makes a secret for an authenticator app. Nothing changes until `confirmTwoFactor`; beginning again replaces it. ' +
      'WRONG_CREDENTIALS, RATE_LIMITED, CONFLICT when two-factor is on.',
  })
  beginTwoFactor(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('password', () => String, { description: 'The password of the account.' }) password: string,
  ): Promise<TwoFactorSetup> {
    return beginTwoFactor(runtime, caller, password);
  }

  @Authorized(SESSION)
  @Mutation(() => Boolean, {
    description:
      'Switches two-factor on, by a code that proves that the app has the secret. WRONG_CODE, RATE_LIMITED, NOT_FOUND when it ' +
      'is on already. Always true.',
  })
  async confirmTwoFactor(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('code', () => String, { description: 'Six digits.' }) code: string,
  ): Promise<boolean> {
    await confirmTwoFactor(runtime, caller, code);
    return true;
  }

  @Authorized(SESSION)
  @Mutation(() => Boolean, {
    description: 'Switches two-factor off. STEP_UP_REQUIRED, NOT_FOUND when it is off. Always true.',
  })
  async disableTwoFactor(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<boolean> {
    await disableTwoFactor(runtime, caller);
    return true;
  }

  @Authorized(SESSION)
  @Mutation(() => [String], {
    description:
      'Ten new backup codes in place of all old ones. Not shown again. STEP_UP_REQUIRED, NOT_FOUND when two-factor is off.',
  })
  async regenerateBackupCodes(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<string[]> {
    return [...(await regenerateBackupCodes(runtime, caller))];
  }
}
