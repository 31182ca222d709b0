import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { beginOAuth, completeOAuth } from '#core/usecases/oauth/oauth.ts';
import { beginWalletSignIn } from '#core/usecases/wallet-proof/begin-proof.ts';
import { signInWithWallet } from '#core/usecases/wallet-proof/sign-in-with-wallet.ts';
import { type Context, originOf } from '../../context.ts';
import { AddressScalar } from '../../graphql/scalars.ts';
import { toAuthPayload } from '../account/account.mapping.ts';
import { AuthPayload } from '../account/account.types.ts';
import { ProofRequest, SignedProofInput } from '../wallet/wallet-proof.types.ts';
import { BegunOAuth, CompleteOAuthInput, type OAuthProvider, OAuthProviderEnum } from './sign-in.types.ts';

const toName = (provider: OAuthProvider) => provider.toLowerCase() as Parameters<typeof beginOAuth>[1];

@Resolver()
export class SignInResolver {
  @Query(() => [OAuthProviderEnum], { description: 'The companies whose accounts people can sign in with here.' })
  oauthProviders(@Ctx() { runtime }: Context): OAuthProvider[] {
    return Object.keys(runtime.oauth).map((name) => name.toUpperCase() as OAuthProvider);
  }

  @Mutation(() => BegunOAuth, {
    description:
      'Where to send somebody who wants to sign in with a company’s account. BAD_USER_INPUT when it is not set up here.',
  })
  beginOAuth(
    @Ctx() { runtime }: Context,
    @Arg('provider', () => OAuthProviderEnum, { description: 'One of `oauthProviders`.' }) provider: OAuthProvider,
  ): Promise<BegunOAuth> {
    return beginOAuth(runtime, toName(provider));
  }

  @Mutation(() => AuthPayload, {
    description:
      'Signs in whoever came back from a company; at first sight they get an account with an organisation of its own. EMAIL_TAKEN when ' +
      'another account has the address: nobody gets into it by it. TOKEN_INVALID, WRONG_CREDENTIALS, TWO_FACTOR_REQUIRED.',
  })
  async completeOAuth(
    @Ctx() context: Context,
    @Arg('input', () => CompleteOAuthInput) input: CompleteOAuthInput,
  ): Promise<AuthPayload> {
    return toAuthPayload(await completeOAuth(context.runtime, input, originOf(context)));
  }

  @Mutation(() => ProofRequest, {
    description: 'A message that signs in whoever holds the key of an address. INVALID_ADDRESS, ADDRESS_OFF_CURVE.',
  })
  beginWalletSignIn(
    @Ctx() { runtime }: Context,
    @Arg('address', () => AddressScalar, { description: 'Of the wallet.' }) address: string,
  ): Promise<ProofRequest> {
    return beginWalletSignIn(runtime, address);
  }

  @Mutation(() => AuthPayload, {
    description:
      'Signs in whoever signed the message of `beginWalletSignIn`; at first sight they get an account with an organisation of its own. ' +
      'TOKEN_INVALID, PROOF_INVALID, WRONG_CREDENTIALS, TWO_FACTOR_REQUIRED.',
  })
  async signInWithWallet(
    @Ctx() context: Context,
    @Arg('input', () => SignedProofInput) input: SignedProofInput,
  ): Promise<AuthPayload> {
    return toAuthPayload(await signInWithWallet(context.runtime, input, originOf(context)));
  }
}
