import { Field, ID, InputType } from 'type-graphql';
import { IdempotentInput } from '../../graphql/idempotency.ts';
import { AddressScalar } from '../../graphql/scalars.ts';

@InputType({ description: 'A pool to trade in, by its address.' })
export class AddPoolInput extends IdempotentInput {
  @Field(() => AddressScalar, {
    description: 'The pool account. NOT_A_POOL when it is none; POOL_CLOSED when it takes no swaps.',
  })
  address!: string;

  @Field(() => ID, {
    description:
      'The token to be traded. POOL_OF_ANOTHER_MINT when the pool is not one of its mint, ' +
      'TOKEN_PROGRAM_UNSUPPORTED when the venue cannot trade its program.',
  })
  tokenId!: string;
}
