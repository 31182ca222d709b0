import { Arg, Args, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { DeadLetter as DomainLetter } from '#core/domain/dead-letter/dead-letter.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { discardDeadLetter } from '#core/usecases/dead-letter/discard-dead-letter.ts';
import { listDeadLetters } from '#core/usecases/dead-letter/list-dead-letters.ts';
import { retryDeadLetter } from '#core/usecases/dead-letter/retry-dead-letter.ts';
import type { Context } from '../../context.ts';
import { ADMINS, CurrentCaller } from '../../graphql/caller.ts';
import { type Connection, toConnection } from '../../graphql/connection.ts';
import { CloseDeadLetterInput, DeadLettersArgs } from './dead-letter.inputs.ts';
import { DeadLetter, DeadLetterConnection } from './dead-letter.types.ts';

const toDeadLetter = ({ payload, intentId, error, ...rest }: DomainLetter): DeadLetter => ({
  ...rest,
  payload: JSON.stringify(payload),
  executionId: intentId,
  errorCode: error.code,
  errorMessage: error.message,
});

@Resolver()
export class DeadLetterResolver {
  @Authorized(ADMINS)
  @Query(() => DeadLetterConnection, {
    description: 'Dead letters of the installation, newest first. For administrators.',
  })
  async deadLetters(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Args(() => DeadLettersArgs) { state, queue, ...page }: DeadLettersArgs,
  ): Promise<Connection<DeadLetter>> {
    return toConnection(
      await listDeadLetters(runtime, caller, { state: state ?? null, queue: queue ?? null }, page),
      toDeadLetter,
    );
  }

  @Authorized(ADMINS)
  @Mutation(() => DeadLetter, {
    description:
      'Tries again: its trade is due at once and is handed over. A trade that is signed gets no second signature by this. ' +
      'For administrators. NOT_FOUND, NOT_RETRYABLE, BAD_USER_INPUT.',
  })
  async retryDeadLetter(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => CloseDeadLetterInput) input: CloseDeadLetterInput,
  ): Promise<DeadLetter> {
    return toDeadLetter(await retryDeadLetter(runtime, caller, input));
  }

  @Authorized(ADMINS)
  @Mutation(() => DeadLetter, {
    description:
      'Gives up: its trade is cancelled when nothing of it is signed, and otherwise driven to its end. For administrators. ' +
      'NOT_FOUND, BAD_USER_INPUT.',
  })
  async discardDeadLetter(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => CloseDeadLetterInput) input: CloseDeadLetterInput,
  ): Promise<DeadLetter> {
    return toDeadLetter(await discardDeadLetter(runtime, caller, input));
  }
}
