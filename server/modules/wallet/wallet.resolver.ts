import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type {
  WalletBalances as Holdings,
  WalletLedger as Ledger,
  Wallet as StoredWallet,
} from '#core/domain/wallet.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { createWallet } from '#core/usecases/wallet/create-wallet.ts';
import { getSealingKey } from '#core/usecases/wallet/get-sealing-key.ts';
import { getWallet } from '#core/usecases/wallet/get-wallet.ts';
import { importWallet } from '#core/usecases/wallet/import-wallet.ts';
import { listWallets } from '#core/usecases/wallet/list-wallets.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, READ, RequestLoaders, WALLETS } from '../../graphql/caller.ts';
import { type Connection, PageArgs, toConnection } from '../../graphql/connection.ts';
import type { Loaders } from '../../graphql/loaders.ts';
import { CreateWalletInput, ImportWalletInput } from './wallet.inputs.ts';
import { SignerKey, Wallet, WalletBalances, WalletConnection, WalletLedger } from './wallet.types.ts';

@Resolver(() => Wallet)
export class WalletResolver {
  @Authorized(READ)
  @Query(() => WalletConnection, { description: 'Wallets of the organisation, newest first.' })
  async wallets(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<StoredWallet>> {
    return toConnection(await listWallets(runtime, caller, page));
  }

  @Authorized(READ)
  @Query(() => Wallet, { description: 'One wallet. NOT_FOUND.' })
  wallet(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('id', () => ID, { description: 'UUID of the wallet.' }) id: string,
  ): Promise<StoredWallet> {
    return getWallet(runtime, caller, id);
  }

  @Authorized(WALLETS)
  @Query(() => SignerKey, { description: 'What to seal a private key to before `importWallet`. SIGNER_UNAVAILABLE.' })
  async signerKey(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<SignerKey> {
    const { keyId, publicKey } = await getSealingKey(runtime, caller);
    return { keyId, publicKey: Buffer.from(publicKey).toString('base64') };
  }

  @Authorized(WALLETS)
  @Mutation(() => Wallet, {
    description: 'Makes a custodial wallet. EMAIL_NOT_VERIFIED, SIGNER_UNAVAILABLE, CONFLICT.',
  })
  createWallet(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => CreateWalletInput) input: CreateWalletInput,
  ): Promise<StoredWallet> {
    return createWallet(runtime, caller, input);
  }

  @Authorized(WALLETS)
  @Mutation(() => Wallet, {
    description:
      'Takes a private key into custody. INVALID_ADDRESS, ADDRESS_OFF_CURVE, WALLET_EXISTS, SEAL_UNREADABLE, EMAIL_NOT_VERIFIED, ' +
      'SIGNER_UNAVAILABLE, CONFLICT.',
  })
  importWallet(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => ImportWalletInput) input: ImportWalletInput,
  ): Promise<StoredWallet> {
    return importWallet(runtime, caller, input);
  }

  @FieldResolver(() => WalletBalances, {
    description:
      'What it holds now. CHAIN_UNAVAILABLE, and the wallet is answered with null here, when no endpoint answers.',
    nullable: true,
  })
  balances(@Root() wallet: StoredWallet, @RequestLoaders() { balances }: Loaders): Promise<Holdings | null> {
    return balances.load(wallet);
  }

  @FieldResolver(() => WalletLedger, {
    description: 'What the ledger says it holds, to be held against the chain.',
    nullable: true,
  })
  ledger(@Root() wallet: StoredWallet, @RequestLoaders() { ledgers }: Loaders): Promise<Ledger | null> {
    return ledgers.load(wallet);
  }
}
