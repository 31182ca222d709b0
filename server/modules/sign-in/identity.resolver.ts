import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Caller } from '#core/usecases/account/caller.ts';
import { listIdentities, unlinkIdentity } from '#core/usecases/chat-link/identities.ts';
import { createLinkCode, type ChatPlatform as Platform, redeemLinkCode } from '#core/usecases/chat-link/link-code.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, PERSON, SESSION } from '../../graphql/caller.ts';
import { type ChatPlatform, ChatPlatformEnum, LinkCode, LinkedIdentity, RedeemLinkCodeInput } from './sign-in.types.ts';

const toPlatform = (platform: ChatPlatform): Platform => platform.toLowerCase() as Platform;

@Resolver()
export class IdentityResolver {
  @Authorized(PERSON)
  @Query(() => [LinkedIdentity], {
    description: 'What vouches for the caller beside their password, chat accounts included.',
  })
  linkedIdentities(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<LinkedIdentity[]> {
    return listIdentities(runtime, caller);
  }

  @Authorized(SESSION)
  @Mutation(() => LinkCode, {
    description: 'A code that ties a chat account to the caller once it is typed into a chat with our bot.',
  })
  createLinkCode(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('platform', () => ChatPlatformEnum, { description: 'Where it will be typed.' }) platform: ChatPlatform,
  ): Promise<LinkCode> {
    return createLinkCode(runtime, caller, toPlatform(platform));
  }

  @Mutation(() => Boolean, {
    description:
      'Ties a chat account to whoever made the code. Of use to our bots alone, which know BOT_SECRET. Always true. FORBIDDEN, ' +
      'TOKEN_INVALID, BAD_USER_INPUT, CONFLICT when the chat account is somebody else’s.',
  })
  async redeemLinkCode(
    @Ctx() { runtime }: Context,
    @Arg('input', () => RedeemLinkCodeInput) { platform, ...input }: RedeemLinkCodeInput,
  ): Promise<boolean> {
    await redeemLinkCode(runtime, { ...input, platform: toPlatform(platform) });
    return true;
  }

  @Authorized(SESSION)
  @Mutation(() => Boolean, {
    description:
      'Lets something vouch for the caller no more. Always true. NOT_FOUND, BAD_USER_INPUT when it is the only way in.',
  })
  async unlinkIdentity(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('id', () => ID, { description: 'UUID, from `linkedIdentities`.' }) id: string,
  ): Promise<boolean> {
    await unlinkIdentity(runtime, caller, id);
    return true;
  }
}
