import { Arg, Args, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Token as StoredToken } from '#core/domain/token.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { listTokens } from '#core/usecases/token/list-tokens.ts';
import { previewToken } from '#core/usecases/token/preview-token.ts';
import { registerToken } from '#core/usecases/token/register-token.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, READ, TRADE } from '../../graphql/caller.ts';
import { type Connection, PageArgs, toConnection } from '../../graphql/connection.ts';
import { AddressScalar } from '../../graphql/scalars.ts';
import { RegisterTokenInput } from './token.inputs.ts';
import { Token, TokenConnection, TokenPreview } from './token.types.ts';

@Resolver(() => Token)
export class TokenResolver {
  @Authorized(READ)
  @Query(() => TokenConnection, { description: 'Registered tokens of the organisation, newest first.' })
  async tokens(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<StoredToken>> {
    return toConnection(await listTokens(runtime, caller, page));
  }

  @Authorized(READ)
  @Query(() => TokenPreview, {
    description: 'A mint as the chain has it, before it is registered. NOT_A_MINT, CHAIN_UNAVAILABLE.',
  })
  tokenPreview(
    @Ctx() { runtime }: Context,
    @Arg('mint', () => AddressScalar, { description: 'The mint.' }) mint: string,
  ): Promise<TokenPreview> {
    return previewToken(runtime, { mint });
  }

  @Authorized(TRADE)
  @Mutation(() => Token, {
    description: 'Registers a mint from the chain. NOT_A_MINT, TOKEN_EXISTS, CHAIN_UNAVAILABLE, CONFLICT.',
  })
  registerToken(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => RegisterTokenInput) input: RegisterTokenInput,
  ): Promise<StoredToken> {
    return registerToken(runtime, caller, input);
  }
}
