import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { ApiKey as StoredKey, ApiScope as StoredScope } from '#core/domain/organization/api-key.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { createApiKey } from '#core/usecases/api-key/create-api-key.ts';
import { listApiKeys, revokeApiKey } from '#core/usecases/api-key/revoke-api-key.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, OWNERS } from '../../graphql/caller.ts';
import { ApiKey, type ApiScope, CreateApiKeyInput, CreatedApiKey } from './api-key.types.ts';

const toApiKey = (key: StoredKey): ApiKey => ({
  ...key,
  scopes: key.scopes.map((scope) => scope.toUpperCase() as ApiScope),
});

@Resolver()
export class ApiKeyResolver {
  @Authorized(OWNERS)
  @Query(() => [ApiKey], { description: 'The organisation’s API keys, newest first; at most 200.' })
  async apiKeys(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<ApiKey[]> {
    return (await listApiKeys(runtime, caller)).map(toApiKey);
  }

  @Authorized(OWNERS)
  @Mutation(() => CreatedApiKey, {
    description: 'Makes an API key; at most 50 are in use at a time. IP_NOT_ALLOWED, BAD_USER_INPUT, CONFLICT.',
  })
  async createApiKey(
    @Ctx() { runtime, requester }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => CreateApiKeyInput) input: CreateApiKeyInput,
  ): Promise<CreatedApiKey> {
    const scopes = input.scopes.map((scope) => scope.toLowerCase() as StoredScope);
    const { apiKey, key } = await createApiKey(runtime, caller, { ...input, scopes }, requester.address);
    return { apiKey: toApiKey(apiKey), key };
  }

  @Authorized(OWNERS)
  @Mutation(() => ApiKey, { description: 'Ends an API key for good, within 2 seconds. NOT_FOUND.' })
  async revokeApiKey(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('id', () => ID, { description: 'UUID of the key.' }) id: string,
  ): Promise<ApiKey> {
    return toApiKey(await revokeApiKey(runtime, caller, id));
  }
}
