import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { DeadLetterState } from '#core/domain/dead-letter/dead-letter.ts';
import { PageArgs } from '../../graphql/connection.ts';
import { DeadLetterStateEnum } from './dead-letter.types.ts';

@ArgsType()
export class DeadLettersArgs extends PageArgs {
  @Field(() => DeadLetterStateEnum, { nullable: true, description: 'Only those in this state.' })
  state?: DeadLetterState;

  @Field(() => String, { nullable: true, description: 'Only those of this queue.' })
  queue?: string;
}

@InputType({ description: 'A decision about a dead letter. One that was decided before stays as it is.' })
export class CloseDeadLetterInput {
  @Field(() => ID, { description: 'The dead letter.' })
  id!: string;

  @Field(() => String, { description: 'Why, 3 to 500 characters; kept in the audit log.' })
  reason!: string;
}
