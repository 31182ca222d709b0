import { Field, ID, InputType } from 'type-graphql';
import type { GuardScope } from '#core/domain/risk/view.ts';
import { IdempotentInput } from '../../graphql/idempotency.ts';
import { GuardScopeEnum, RestrictionEnum } from './guard.types.ts';

@InputType({ description: 'Halts everything.' })
export class HaltAllInput extends IdempotentInput {
  @Field(() => String, { description: 'Why, 3 to 500 characters; everybody who is held back reads it.' })
  reason!: string;
}

@InputType({ description: 'Lets a scope trade again.' })
export class RearmInput extends IdempotentInput {
  @Field(() => GuardScopeEnum, { description: 'What to re-arm.' })
  scope!: GuardScope;

  @Field(() => ID, {
    nullable: true,
    description: 'Which organisation, wallet or campaign; left out for the platform.',
  })
  scopeId?: string | null;

  @Field(() => String, { description: 'Why, 3 to 500 characters; kept in the audit log.' })
  reason!: string;
}

@InputType({ description: 'Halts or reduces one scope.' })
export class RestrictInput extends RearmInput {
  @Field(() => RestrictionEnum, { description: 'What may still be signed.' })
  state!: 'REDUCING' | 'HALTED';
}
