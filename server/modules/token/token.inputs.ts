import { Field, InputType } from 'type-graphql';
import { IdempotentInput } from '../../graphql/idempotency.ts';
import { AddressScalar } from '../../graphql/scalars.ts';

@InputType({ description: 'A mint to work with.' })
export class RegisterTokenInput extends IdempotentInput {
  @Field(() => AddressScalar, { description: 'The mint. NOT_A_MINT when the account on chain is none.' })
  mint!: string;
}
