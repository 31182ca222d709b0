import { Field, ID, InputType } from 'type-graphql';
import { IdempotentInput } from '../../graphql/idempotency.ts';
import { AddressScalar, U64 } from '../../graphql/scalars.ts';

const WALLET = 'UUID of a custodial wallet. WALLET_WATCH_ONLY, WALLET_INACTIVE.';
const ADDRESS = 'UUID of a listed withdrawal address. ADDRESS_TOO_NEW before its `usableAt`.';
const ASSET = '`SOL` for SOL itself, or a mint. INVALID_ADDRESS, NOT_A_MINT.';
const AMOUNT =
  'Lamports, or base units of the mint, above 0; what arrives. Fee and rent come on top. All there is when left out: SOL is then ' +
  'emptied to the last lamport, unless a campaign or another withdrawal still needs the wallet.';

@InputType({ description: 'A place that money may be withdrawn to.' })
export class AddWithdrawalAddressInput extends IdempotentInput {
  @Field(() => AddressScalar, {
    description:
      'A wallet’s address; not a token account, a mint or a program. ADDRESS_OFF_CURVE, CONFLICT when it is listed.',
  })
  address!: string;

  @Field(() => String, { description: 'Name for people, 1 to 80 characters.' })
  label!: string;
}

@InputType({ description: 'What to send, from where, and where to.' })
export class WithdrawInput extends IdempotentInput {
  @Field(() => ID, { description: WALLET })
  walletId!: string;

  @Field(() => ID, { description: ADDRESS })
  addressId!: string;

  @Field(() => String, { description: ASSET })
  asset!: string;

  @Field(() => U64, { nullable: true, description: AMOUNT })
  amount?: bigint | null;
}

@InputType({ description: 'What would be sent, from where, and where to.' })
export class WithdrawalPreviewInput {
  @Field(() => ID, { description: WALLET })
  walletId!: string;

  @Field(() => ID, { description: 'UUID of a listed withdrawal address, also of one that waits still.' })
  addressId!: string;

  @Field(() => String, { description: ASSET })
  asset!: string;

  @Field(() => U64, { nullable: true, description: AMOUNT })
  amount?: bigint | null;
}
