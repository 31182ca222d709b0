/** Where to send money to a wallet. */
import { Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { encode } from 'uqr';
import type { Wallet as StoredWallet } from '#core/domain/wallet.ts';
import { AddressScalar } from '../../graphql/scalars.ts';
import { Wallet } from './wallet.types.ts';

@ObjectType({ description: 'Where to send SOL or tokens to a wallet, as text and as a picture.' })
class WalletDeposit {
  @Field(() => AddressScalar, { description: 'The wallet’s address; tokens too are sent to it.' })
  address!: string;

  @Field(() => String, { description: 'The address as a Solana Pay transfer request, `solana:ADDRESS`.' })
  uri!: string;

  @Field(() => [String], {
    description:
      'The QR code of `uri`: its rows from the top, each with as many letters as there are rows; `1` is dark, `0` light. The ' +
      'light border that readers need is part of it.',
  })
  qr!: string[];
}

/** Light modules around a QR code (ISO/IEC 18004, "quiet zone"). */
const QUIET_ZONE = 4;

const qrRows = (text: string): string[] =>
  encode(text, { border: QUIET_ZONE }).data.map((row) => row.map((dark) => (dark ? '1' : '0')).join(''));

@Resolver(() => Wallet)
export class WalletDepositResolver {
  @FieldResolver(() => WalletDeposit, { description: 'Where to send money to it.' })
  deposit(@Root() { address }: StoredWallet): WalletDeposit {
    const uri = `solana:${address}`;
    return { address, uri, qr: qrRows(uri) };
  }
}
