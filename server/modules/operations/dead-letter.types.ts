/** Jobs that failed again and again, or could not be read. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { DeadLetterState } from '#core/domain/dead-letter/dead-letter.ts';
import type { IntentState } from '#core/domain/execution/states.ts';
import { connectionOf } from '../../graphql/connection.ts';
import { enumOf } from '../../graphql/enum.ts';
import { DateTime } from '../../graphql/scalars.ts';
import { IntentStateEnum } from '../run/execution.types.ts';

export const DeadLetterStateEnum = enumOf<DeadLetterState>('DeadLetterState', 'What was decided about a dead letter.', {
  OPEN: 'Nothing yet.',
  RETRIED: 'It was handed over again.',
  DISCARDED: 'It was given up, or its trade had ended.',
});

@ObjectType({ description: 'A job that failed in a way that trying again does not mend.' })
export class DeadLetter {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => String, { description: 'Name of the queue.' })
  queue!: string;

  @Field(() => String, { description: 'The queue’s own id of the job that failed last.' })
  jobId!: string;

  @Field(() => String, { description: 'Ids it was delivered with, as JSON.' })
  payload!: string;

  @Field(() => ID, { nullable: true, description: 'The trade it is about; null when it names none.' })
  executionId!: string | null;

  @Field(() => IntentStateEnum, { nullable: true, description: 'What has become of that trade.' })
  intentState!: IntentState | null;

  @Field(() => String, { description: 'An error code, or the error’s name.' })
  errorCode!: string;

  @Field(() => String, { description: 'The error in words, without secrets.' })
  errorMessage!: string;

  @Field(() => Int, { description: 'How often it failed in this spell.' })
  failures!: number;

  @Field(() => DateTime, { description: 'When it failed first.' })
  firstFailedAt!: Date;

  @Field(() => DateTime, { description: 'When it failed last.' })
  lastFailedAt!: Date;

  @Field(() => DeadLetterStateEnum, { description: 'What was decided.' })
  state!: DeadLetterState;

  @Field(() => DateTime, { nullable: true, description: 'When that was; null before.' })
  closedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why, in the words of who decided; null before.' })
  closedReason!: string | null;
}

export const DeadLetterConnection = connectionOf('DeadLetter', () => DeadLetter, 'Dead letters, newest first.');
