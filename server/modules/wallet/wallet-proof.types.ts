/** Signed messages that show who holds a wallet's key. */
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { DateTime } from '../../graphql/scalars.ts';

@ObjectType({ description: 'A message to be signed by a wallet (Sign-In With Solana).' })
export class ProofRequest {
  @Field(() => String, { description: 'To be signed byte for byte, in UTF-8.' })
  message!: string;

  @Field(() => String, { description: 'To be sent back with the signature; good for one try.' })
  nonce!: string;

  @Field(() => DateTime, { description: 'When the message ends, 5 minutes on.' })
  expiresAt!: Date;
}

@InputType({ description: 'A message that a wallet has signed.' })
export class SignedProofInput {
  @Field(() => String, { description: 'As it came with the message.' })
  nonce!: string;

  @Field(() => String, { description: 'Ed25519 signature over the message, 64 bytes in base58.' })
  signature!: string;
}

@InputType({ description: 'A message that one of the organisation’s wallets has signed.' })
export class ProveWalletInput extends SignedProofInput {
  @Field(() => ID, { description: 'UUID of the wallet.' })
  walletId!: string;
}
