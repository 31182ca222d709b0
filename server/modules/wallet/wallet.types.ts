/** Wallets: an address on chain that trades, and what it holds. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { LedgerBalance, WalletKind } from '#core/domain/wallet.ts';
import { connectionOf } from '../../graphql/connection.ts';
import { enumOf } from '../../graphql/enum.ts';
import { AddressScalar, DateTime, I128, U64 } from '../../graphql/scalars.ts';

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

export const LedgerAccountEnum = enumOf<LedgerBalance['account']>(
  'LedgerAccount',
  'What a line of the ledger is about.',
  {
    SOL: 'Lamports of the wallet itself.',
    RENT: 'Lamports locked in one of its token accounts.',
    TOKEN: 'Base units in one of its token accounts.',
  },
);

@ObjectType({ description: 'The sum of all ledger entries of one account.' })
export class WalletLedgerBalance {
  @Field(() => LedgerAccountEnum, { description: 'What is counted.' })
  account!: LedgerBalance['account'];

  @Field(() => AddressScalar, { description: 'The token account; for SOL the wallet itself.' })
  holder!: string;

  @Field(() => String, { description: 'The mint for TOKEN, `SOL` otherwise.' })
  asset!: string;

  @Field(() => I128, { description: 'Lamports, or base units of the mint.' })
  amount!: bigint;
}

@ObjectType({
  description:
    'What the ledger says a wallet holds: the sum of entries that each name a finalized transaction. It equals the chain at `slot`, to the lamport.',
})
export class WalletLedger {
  @Field(() => U64, { description: 'The finalized slot up to which every transaction is booked; 0 before the first.' })
  slot!: bigint;

  @Field(() => [WalletLedgerBalance], {
    description: 'Accounts that ever had an entry, also where the sum is 0 by now.',
  })
  balances!: WalletLedgerBalance[];
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

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When it was shown that the organisation holds its key: at once where the signer holds it, by `proveWallet` where not; null until then.',
  })
  provenAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was deleted; null when it was not.' })
  deletedAt!: Date | null;
}

export const WalletConnection = connectionOf('Wallet', () => Wallet, 'Wallets, newest first.');

@ObjectType({ description: 'The key an imported private key is sealed to, so that only the signer can open it.' })
export class SignerKey {
  @Field(() => String, { description: 'Names the key; changes when the signer makes a new one.' })
  keyId!: string;

  @Field(() => String, { description: 'X25519 public key, 32 bytes in base64.' })
  publicKey!: string;
}
