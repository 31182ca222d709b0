/** Wallets: an address on chain that trades, and what it holds. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { WalletKind } from '#core/domain/wallet.ts';
import { connectionOf } from '../../graphql/connection.ts';
import { enumOf } from '../../graphql/enum.ts';
import { AddressScalar, DateTime, U64 } from '../../graphql/scalars.ts';

export const WalletKindEnum = enumOf<WalletKind>('WalletKind', 'Who holds the key.', {
  CUSTODIAL: 'The signer of this installation holds the key, encrypted; the wallet can trade.',
  WATCH: 'No key here; it can be looked at only.',
});

@ObjectType({ description: 'Units of one token in all the token accounts of a wallet.' })
export class WalletTokenBalance {
  @Field(() => AddressScalar, { description: 'The mint.' })
  mint!: string;

  @Field(() => String, { nullable: true, description: 'Symbol, where the token has one.' })
  symbol!: string | null;

  @Field(() => Int, { description: 'Decimals of the mint.' })
  decimals!: number;

  @Field(() => U64, { description: 'Base units.' })
  amount!: bigint;
}

@ObjectType({ description: 'What a wallet holds, read from the chain at one slot (commitment `confirmed`).' })
export class WalletBalances {
  @Field(() => U64, { description: 'Lamports of the account itself; rent locked in token accounts is not part of it.' })
  lamports!: bigint;

  @Field(() => [WalletTokenBalance], {
    description: 'Tokens with an account of the wallet, also where the amount is 0.',
  })
  tokens!: WalletTokenBalance[];

  @Field(() => U64, { description: 'The slot of the reading.' })
  slot!: bigint;
}

@ObjectType({ description: 'A wallet of the organisation.' })
export class Wallet {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => String, { description: 'Name for people, 1 to 80 characters.' })
  label!: string;

  @Field(() => AddressScalar, { description: 'Its address on chain; also where to deposit.' })
  address!: string;

  @Field(() => WalletKindEnum, { description: 'Who holds the key.' })
  kind!: WalletKind;

  @Field(() => Boolean, { description: 'Whether it may be used; an inactive wallet starts nothing.' })
  active!: boolean;

  @Field(() => DateTime, { description: 'When it was created or imported here.' })
  createdAt!: Date;
}

export const WalletConnection = connectionOf('Wallet', () => Wallet, 'Wallets, newest first.');

@ObjectType({ description: 'The key an imported private key is sealed to, so that only the signer can open it.' })
export class SignerKey {
  @Field(() => String, { description: 'Names the key; changes when the signer makes a new one.' })
  keyId!: string;

  @Field(() => String, { description: 'X25519 public key, 32 bytes in base64.' })
  publicKey!: string;
}
