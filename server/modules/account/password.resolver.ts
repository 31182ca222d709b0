import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Caller } from '#core/usecases/account/caller.ts';
import { changePassword } from '#core/usecases/account/change-password.ts';
import { requestPasswordReset, resetPassword } from '#core/usecases/account/reset-password.ts';
import { sendVerificationEmail, verifyEmail } from '#core/usecases/account/verify-email.ts';
import { type Context, originOf } from '../../context.ts';
import { CurrentCaller, PERSON, SESSION } from '../../graphql/caller.ts';
import { ChangePasswordInput, ResetPasswordInput } from './account.inputs.ts';

/** E-mail addresses are proved, and passwords changed. */
@Resolver()
export class PasswordResolver {
  @Mutation(() => Boolean, {
    description: 'Confirms the e-mail address that a link was sent to. TOKEN_INVALID. Always true.',
  })
  async verifyEmail(
    @Ctx() { runtime }: Context,
    @Arg('token', () => String, { description: 'From the link; good for 24 hours, once.' }) token: string,
  ): Promise<boolean> {
    await verifyEmail(runtime, token);
    return true;
  }

  @Authorized(PERSON)
  @Mutation(() => Boolean, {
    description:
      'Sends another link to the own address; earlier ones end. Does nothing when it is confirmed. RATE_LIMITED. Always true.',
  })
  async sendVerificationEmail(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<boolean> {
    await sendVerificationEmail(runtime, caller);
    return true;
  }

  @Mutation(() => Boolean, {
    description:
      'Sends a link to choose a new password with, if the address has an account. Always true, whether it has or not; ' +
      'BAD_USER_INPUT when it is no address.',
  })
  requestPasswordReset(
    @Ctx() context: Context,
    @Arg('email', () => String, { description: 'E-mail address; not case sensitive.' }) email: string,
  ): boolean {
    requestPasswordReset(context.runtime, email, originOf(context));
    return true;
  }

  @Mutation(() => Boolean, {
    description:
      'Chooses a new password with a link, and ends every session. TOKEN_INVALID, WEAK_PASSWORD which leaves the link good. ' +
      'Always true.',
  })
  async resetPassword(
    @Ctx() context: Context,
    @Arg('input', () => ResetPasswordInput) input: ResetPasswordInput,
  ): Promise<boolean> {
    await resetPassword(context.runtime, input, originOf(context));
    return true;
  }

  @Authorized(SESSION)
  @Mutation(() => Boolean, {
    description:
      'Chooses a new password with the old one, and ends the other sessions. WRONG_CREDENTIALS, WEAK_PASSWORD, RATE_LIMITED. ' +
      'Always true.',
  })
  async changePassword(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => ChangePasswordInput) input: ChangePasswordInput,
  ): Promise<boolean> {
    await changePassword(runtime, caller, input);
    return true;
  }
}
