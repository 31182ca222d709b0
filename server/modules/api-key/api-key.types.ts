/** Keys for programs. */
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { enumOf } from '../../graphql/enum.ts';
import { IdempotentInput } from '../../graphql/idempotency.ts';
import { DateTime } from '../../graphql/scalars.ts';

export const ApiScopeEnum = enumOf('ApiScope', 'What an API key may be used for.', {
  READ: 'Reading what belongs to the organisation.',
  TRADE: 'Tokens, pools and campaigns: making, starting, pausing and stopping.',
  WALLETS: 'Making, importing and naming wallets.',
});
export type ApiScope = keyof typeof ApiScopeEnum;

@ObjectType({ description: 'An API key. The key itself was shown once, when it was made.' })
export class ApiKey {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => String, { description: 'Name for people, 1 to 80 characters.' })
  name!: string;

  @Field(() => String, { description: 'How the key begins and ends, to tell it from others.' })
  hint!: string;

  @Field(() => [ApiScopeEnum], { description: 'What it may be used for; never more than its maker may.' })
  scopes!: ApiScope[];

  @Field(() => ID, { description: 'UUID of the member who made it. It ends when they are no member any more.' })
  userId!: string;

  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it ends.' })
  expiresAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was used last, to the minute; null when never.' })
  lastUsedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null when it was not.' })
  revokedAt!: Date | null;
}

@ObjectType({ description: 'A new API key.' })
export class CreatedApiKey {
  @Field(() => ApiKey, { description: 'What is kept of it.' })
  apiKey!: ApiKey;

  @Field(() => String, {
    nullable: true,
    description:
      'The key, to be sent as `Authorization: Bearer …`, or as `token` in `connectionParams`. Shown now and never again: null when an ' +
      'earlier call with this idempotencyKey made it.',
  })
  key!: string | null;
}

@InputType({ description: 'A new API key.' })
export class CreateApiKeyInput extends IdempotentInput {
  @Field(() => String, { description: 'Name for people, 1 to 80 characters.' })
  name!: string;

  @Field(() => [ApiScopeEnum], { description: 'What it may be used for; at least one.' })
  scopes!: ApiScope[];

  @Field(() => DateTime, { description: 'When it ends, at most 366 days ahead.' })
  expiresAt!: Date;
}
