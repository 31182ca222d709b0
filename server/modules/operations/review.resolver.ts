import { Arg, Authorized, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import type { Verdict } from '#core/domain/execution/verdict.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { resolveReview } from '#core/usecases/review/resolve-review.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, OPERATORS } from '../../graphql/caller.ts';
import { enumOf } from '../../graphql/enum.ts';

const ReviewVerdictEnum = enumOf<Verdict>(
  'ReviewVerdict',
  'What an operator declares of a signature nothing can be proved about.',
  {
    DEAD: 'It did not land: the trade may be signed again. Refused while it can land, or any endpoint knows it.',
    WATCH_ON: 'Nothing: the mark is taken off, and set again if still nothing can be proved.',
  },
);

@InputType({ description: 'A verdict on a trade that needs review.' })
class ResolveReviewInput {
  @Field(() => ID, { description: 'UUID of the execution.' })
  executionId!: string;

  @Field(() => ReviewVerdictEnum, { description: 'What is declared.' })
  verdict!: Verdict;

  @Field(() => String, {
    description: 'What it rests on, 10 to 1000 characters; kept with the signature and in the audit log.',
  })
  reason!: string;
}

@Resolver()
export class ReviewResolver {
  @Authorized(OPERATORS)
  @Mutation(() => Boolean, {
    description:
      'An operator’s verdict on a trade that needs review, where blocks that no endpoint has any more are all that is missing. ' +
      'Administrators, and owners for their organisation’s. Always true. NOT_FOUND, VERDICT_REFUSED, BAD_USER_INPUT.',
  })
  async resolveReview(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => ResolveReviewInput) { executionId: intentId, verdict, reason }: ResolveReviewInput,
  ): Promise<boolean> {
    await resolveReview(runtime, caller, { intentId, verdict, reason });
    return true;
  }
}
