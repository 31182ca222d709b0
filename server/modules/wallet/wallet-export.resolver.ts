/** A wallet's private key, sealed to the console of the owner who asks for it. */
import { Arg, Authorized, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Caller } from '#core/usecases/account/caller.ts';
import { exportWalletKey } from '#core/usecases/wallet/export-wallet-key.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, OWNERS } from '../../graphql/caller.ts';
import { AddressScalar } from '../../graphql/scalars.ts';

@InputType({ description: 'Whose key to export, and to whom.' })
class ExportWalletKeyInput {
  @Field(() => ID, { description: 'UUID of a custodial wallet.' })
  walletId!: string;

  @Field(() => String, {
    description: 'An X25519 public key that was made for this one export: 32 bytes in base64.',
  })
  recipientPublicKey!: string;

  @Field(() => String, {
    description:
      'Chosen by the client, 8 to 128 characters, new for each export. It is good once: again it is a CONFLICT, also with the same ' +
      'body, since what was sealed is kept nowhere.',
  })
  idempotencyKey!: string;
}

@ObjectType({ description: 'A private key that only who asked for it can read.' })
class SealedWalletKey {
  @Field(() => AddressScalar, { description: 'The address the key belongs to.' })
  address!: string;

  @Field(() => String, {
    description:
      'The 64-byte Solana secret key, sealed to `recipientPublicKey` (X25519, HKDF-SHA-256, AES-256-GCM), in base64. The format is ' +
      'docs/sealed-export.md.',
  })
  box!: string;
}

@Resolver()
export class WalletExportResolver {
  @Authorized(OWNERS)
  @Mutation(() => SealedWalletKey, {
    description:
      'Exports a wallet’s private key; at most 5 an hour and organisation, each in the audit log. STEP_UP_REQUIRED, IP_NOT_ALLOWED, ' +
      'NOT_FOUND, WALLET_WATCH_ONLY, BAD_USER_INPUT, CONFLICT, RATE_LIMITED, SIGNER_UNAVAILABLE.',
  })
  async exportWalletKey(
    @Ctx() { runtime, requester }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => ExportWalletKeyInput) input: ExportWalletKeyInput,
  ): Promise<SealedWalletKey> {
    const { address, box } = await exportWalletKey(runtime, caller, input, requester.address);
    return { address, box: Buffer.from(box).toString('base64') };
  }
}
