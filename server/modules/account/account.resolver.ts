import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Caller } from '#core/usecases/account/caller.ts';
import { getViewer } from '#core/usecases/account/get-viewer.ts';
import { refreshSession } from '#core/usecases/account/refresh-session.ts';
import { signIn } from '#core/usecases/account/sign-in.ts';
import { signInTwoFactor } from '#core/usecases/account/sign-in-two-factor.ts';
import { signOut } from '#core/usecases/account/sign-out.ts';
import { signUp } from '#core/usecases/account/sign-up.ts';
import { type Context, originOf } from '../../context.ts';
import { CurrentCaller, READ, SESSION } from '../../graphql/caller.ts';
import { SignInInput, SignInTwoFactorInput, SignUpInput } from './account.inputs.ts';
import { toAuthPayload, toViewer } from './account.mapping.ts';
import { AuthPayload, Viewer } from './account.types.ts';

@Resolver()
export class AccountResolver {
  @Authorized(READ)
  @Query(() => Viewer, { description: 'Who is signed in, and for which organisation. UNAUTHENTICATED when nobody is.' })
  async me(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<Viewer> {
    return toViewer(await getViewer(runtime, caller));
  }

  @Mutation(() => AuthPayload, {
    description:
      'Makes an account with an organisation of its own, signs in, and sends a link to confirm the address. EMAIL_TAKEN, ' +
      'WEAK_PASSWORD, BAD_USER_INPUT.',
  })
  async signUp(@Ctx() context: Context, @Arg('input', () => SignUpInput) input: SignUpInput): Promise<AuthPayload> {
    return toAuthPayload(await signUp(context.runtime, input, originOf(context)));
  }

  @Mutation(() => AuthPayload, {
    description:
      'Opens a session. WRONG_CREDENTIALS; with two-factor TWO_FACTOR_REQUIRED, whose `challenge` goes to `signInTwoFactor`; ' +
      'RATE_LIMITED after too many wrong passwords.',
  })
  async signIn(@Ctx() context: Context, @Arg('input', () => SignInInput) input: SignInInput): Promise<AuthPayload> {
    return toAuthPayload(await signIn(context.runtime, input, originOf(context)));
  }

  @Mutation(() => AuthPayload, {
    description:
      'Opens a session with the second factor. TOKEN_INVALID when the challenge is spent, WRONG_CODE also for a code that was ' +
      'used, RATE_LIMITED after too many wrong ones.',
  })
  async signInTwoFactor(
    @Ctx() context: Context,
    @Arg('input', () => SignInTwoFactorInput) input: SignInTwoFactorInput,
  ): Promise<AuthPayload> {
    return toAuthPayload(await signInTwoFactor(context.runtime, input, originOf(context)));
  }

  @Mutation(() => AuthPayload, {
    description:
      'New tokens for a session that goes on. Each refresh token is good once: used again later than half a minute after, it ' +
      'ends the session, for somebody has stolen it. UNAUTHENTICATED when the session has ended.',
  })
  async refreshSession(
    @Ctx() context: Context,
    @Arg('refreshToken', () => String, { description: 'The last one that was answered.' })
    refreshToken: string,
  ): Promise<AuthPayload> {
    return toAuthPayload(await refreshSession(context.runtime, refreshToken, originOf(context)));
  }

  @Authorized(SESSION)
  @Mutation(() => Boolean, {
    description:
      'Ends the session of the access token: it cannot be refreshed any more, its access tokens and sockets end within two ' +
      'seconds. Always true.',
  })
  async signOut(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<boolean> {
    await signOut(runtime, caller);
    return true;
  }
}
