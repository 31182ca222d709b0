import { Field, ID, InputType } from 'type-graphql';
import { IdempotentInput } from '../../graphql/idempotency.ts';
import { AddressScalar } from '../../graphql/scalars.ts';

@InputType({ description: 'A new custodial wallet; the signer makes its key.' })
export class CreateWalletInput extends IdempotentInput {
  @Field(() => String, { description: 'Name for people, 1 to 80 characters.' })
  label!: string;
}

@InputType({ description: 'A custodial wallet whose private key the client has and hands over sealed.' })
export class ImportWalletInput extends IdempotentInput {
  @Field(() => String, { description: 'Name for people, 1 to 80 characters.' })
  label!: string;

  @Field(() => AddressScalar, { description: 'The address the key belongs to. WALLET_EXISTS when it is already here.' })
  address!: string;

  @Field(() => String, {
    description:
      'The private key sealed to `signerKey` (X25519, HKDF-SHA-256, AES-256-GCM), in base64. ' +
      'SEAL_UNREADABLE when it was sealed to another key or is not the key of `address`.',
  })
  sealedKey!: string;
}

@InputType({ description: 'A wallet whose key is elsewhere.' })
export class AddWatchWalletInput extends IdempotentInput {
  @Field(() => AddressScalar, { description: 'Its address. WALLET_EXISTS when it is already here.' })
  address!: string;

  @Field(() => String, { description: 'Name for people, 1 to 80 characters.' })
  label!: string;
}

@InputType({ description: 'What to change about a wallet; what is left out stays.' })
export class UpdateWalletInput {
  @Field(() => ID, { description: 'UUID of the wallet.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name for people, 1 to 80 characters.' })
  label?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it may be used.' })
  active?: boolean | null;
}
