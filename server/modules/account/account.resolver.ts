import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Caller } from '#core/usecases/account/caller.ts';
import { getViewer } from '#core/usecases/account/get-viewer.ts';
import { refreshSession } from '#core/usecases/account/refresh-session.ts';
import { signIn } from '#core/usecases/account/sign-in.ts';
import { signOut } from '#core/usecases/account/sign-out.ts';
import { signUp } from '#core/usecases/account/sign-up.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, READ, SESSION } from '../../graphql/caller.ts';
import { SignInInput, SignUpInput } from './account.inputs.ts';
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
      'Makes an account with an organisation of its own and signs in. EMAIL_TAKEN, WEAK_PASSWORD, BAD_USER_INPUT.',
  })
  async signUp(@Ctx() { runtime }: Context, @Arg('input', () => SignUpInput) input: SignUpInput): Promise<AuthPayload> {
    return toAuthPayload(await signUp(runtime, input));
  }

  @Mutation(() => AuthPayload, { description: 'Opens a session. WRONG_CREDENTIALS.' })
  async signIn(@Ctx() { runtime }: Context, @Arg('input', () => SignInInput) input: SignInInput): Promise<AuthPayload> {
    return toAuthPayload(await signIn(runtime, input));
  }

  @Mutation(() => AuthPayload, {
    description: 'A new access token for a session that goes on. UNAUTHENTICATED when it has ended.',
  })
  async refreshSession(
    @Ctx() { runtime }: Context,
    @Arg('refreshToken', () => String, { description: 'From `signUp`, `signIn` or the last refresh.' })
    refreshToken: string,
  ): Promise<AuthPayload> {
    return toAuthPayload(await refreshSession(runtime, refreshToken));
  }

  @Authorized(SESSION)
  @Mutation(() => Boolean, {
    description: 'Ends the session of the access token; it cannot be refreshed any more. Always true.',
  })
  async signOut(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<boolean> {
    await signOut(runtime, caller);
    return true;
  }
}
