/** Scopes in which trading is halted or reduced. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { GuardState } from '#core/domain/execution/may-sign.ts';
import type { GuardScope } from '#core/domain/risk/view.ts';
import { enumOf } from '../../graphql/enum.ts';
import { DateTime } from '../../graphql/scalars.ts';

export const GuardScopeEnum = enumOf<GuardScope>('GuardScope', 'What a guard stands before, widest first.', {
  PLATFORM: 'The whole installation.',
  ORGANIZATION: 'One organisation.',
  WALLET: 'One wallet, as trader or as fee payer.',
  CAMPAIGN: 'One campaign.',
});

export const GuardStateEnum = enumOf<GuardState>('GuardState', 'What may be signed inside a scope.', {
  ACTIVE: 'Everything.',
  REDUCING: 'Only what takes no new risk: sells, not buys.',
  HALTED: 'Nothing.',
});

/** What a scope can be put into; ACTIVE is `rearm`. */
export const RestrictionEnum = enumOf<Exclude<GuardState, 'ACTIVE'>>('Restriction', 'A state other than ACTIVE.', {
  REDUCING: 'Only what takes no new risk.',
  HALTED: 'Nothing is signed.',
});

@ObjectType({ description: 'The state of one scope. A scope nobody ever restricted has none, and is ACTIVE.' })
export class Guard {
  @Field(() => GuardScopeEnum, { description: 'What it stands before.' })
  scope!: GuardScope;

  @Field(() => ID, { description: 'Which organisation, wallet or campaign; the nil UUID for the platform.' })
  scopeId!: string;

  @Field(() => GuardStateEnum, { description: 'What may be signed.' })
  state!: GuardState;

  @Field(() => String, { description: 'Why, in the words of who set it.' })
  reason!: string;

  @Field(() => DateTime, { description: 'Since when.' })
  updatedAt!: Date;

  @Field(() => Boolean, { description: 'Whether an administrator set it: then only an administrator re-arms it.' })
  byAdmin!: boolean;
}

@ObjectType({ description: 'What came of halting, restricting or re-arming.' })
export class GuardChange {
  @Field(() => Guard, { description: 'The scope’s state now.' })
  guard!: Guard;

  @Field(() => Int, {
    description: 'Signatures in flight that were made before. They are driven to their end; nothing takes them back.',
  })
  inFlight!: number;
}
