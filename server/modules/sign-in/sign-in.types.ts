/** Other ways in than a password, and what vouches for a person. */
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { enumOf } from '../../graphql/enum.ts';
import { DateTime } from '../../graphql/scalars.ts';

export const OAuthProviderEnum = enumOf('OAuthProvider', 'A company whose accounts people can sign in with.', {
  GOOGLE: 'Google.',
  GITHUB: 'GitHub.',
});
export type OAuthProvider = keyof typeof OAuthProviderEnum;

export const ChatPlatformEnum = enumOf('ChatPlatform', 'Where our bots talk to people.', {
  TELEGRAM: 'Telegram.',
  DISCORD: 'Discord.',
});
export type ChatPlatform = keyof typeof ChatPlatformEnum;

@ObjectType({ description: 'The way to a company and back.' })
export class BegunOAuth {
  @Field(() => String, { description: 'Where to send the person.' })
  url!: string;

  @Field(() => String, { description: 'Comes back with the code, as `state`; good once and for 10 minutes.' })
  state!: string;

  @Field(() => String, {
    description:
      'To be kept by the browser that began, and sent with the code: a link that somebody else began signs nobody in.',
  })
  kept!: string;
}

@InputType({ description: 'What a company sent somebody back with.' })
export class CompleteOAuthInput {
  @Field(() => String, { description: '`code` of the address they came back to.' })
  code!: string;

  @Field(() => String, { description: '`state` of that address.' })
  state!: string;

  @Field(() => String, { description: 'From `beginOAuth`, as it was kept.' })
  kept!: string;
}

@ObjectType({ description: 'What vouches for a person beside their password.' })
export class LinkedIdentity {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => String, {
    description:
      '`solana`, `google`, `github`, `telegram`, `discord`, or an outside issuer as `oidc:` and its address.',
  })
  provider!: string;

  @Field(() => String, { description: 'The account there: a wallet’s address, or a number.' })
  subject!: string;

  @Field(() => DateTime, { description: 'Since when.' })
  linkedAt!: Date;
}

@ObjectType({ description: 'A code to be typed into a chat with our bot.' })
export class LinkCode {
  @Field(() => String, { description: '10 letters and digits; good once.' })
  code!: string;

  @Field(() => DateTime, { description: 'When it ends, 10 minutes on.' })
  expiresAt!: Date;
}

@InputType({ description: 'A code that somebody typed into a chat.' })
export class RedeemLinkCodeInput {
  @Field(() => String, { description: 'BOT_SECRET of this installation.' })
  botSecret!: string;

  @Field(() => String, { description: 'As it was typed.' })
  code!: string;

  @Field(() => ChatPlatformEnum, { description: 'Where it was typed.' })
  platform!: ChatPlatform;

  @Field(() => String, { description: 'The number of the account there, 1 to 64 characters.' })
  externalId!: string;
}
