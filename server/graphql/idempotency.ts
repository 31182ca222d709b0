/** What every mutation that creates or moves something carries (E-05). */
import { Field, InputType } from 'type-graphql';

@InputType()
export class IdempotentInput {
  @Field(() => String, {
    description:
      'Chosen by the client, 8 to 128 characters, new for each intention. Repeating a mutation with the same key and body ' +
      'answers the first result; with another body it is refused with CONFLICT.',
  })
  idempotencyKey!: string;
}
