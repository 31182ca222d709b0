/** Watch-only wallets, proofs of who holds a key, names, and the end of a wallet. */
import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { Wallet as StoredWallet } from '#core/domain/wallet.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { addWatchWallet } from '#core/usecases/wallet/add-watch-wallet.ts';
import { deleteWallet } from '#core/usecases/wallet/delete-wallet.ts';
import { updateWallet } from '#core/usecases/wallet/update-wallet.ts';
import { beginWalletProof } from '#core/usecases/wallet-proof/begin-proof.ts';
import { proveWallet } from '#core/usecases/wallet-proof/prove-wallet.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, TRADERS, WALLETS } from '../../graphql/caller.ts';
import { AddWatchWalletInput, UpdateWalletInput } from './wallet.inputs.ts';
import { Wallet } from './wallet.types.ts';
import { ProofRequest, ProveWalletInput } from './wallet-proof.types.ts';

@Resolver(() => Wallet)
export class WalletCareResolver {
  @Authorized(WALLETS)
  @Mutation(() => Wallet, {
    description: 'Shows an address whose key is elsewhere; it never trades. INVALID_ADDRESS, WALLET_EXISTS, CONFLICT.',
  })
  addWatchWallet(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => AddWatchWalletInput) input: AddWatchWalletInput,
  ): Promise<StoredWallet> {
    return addWatchWallet(runtime, caller, input);
  }

  @Authorized(WALLETS)
  @Mutation(() => Wallet, {
    description:
      'Names a wallet, or switches it off or on. Once it is answered, nothing more is signed with a wallet that is off. NOT_FOUND, BAD_USER_INPUT.',
  })
  updateWallet(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => UpdateWalletInput) { id, label, active }: UpdateWalletInput,
  ): Promise<StoredWallet> {
    return updateWallet(runtime, caller, { id, label: label ?? undefined, active: active ?? undefined });
  }

  @Authorized(TRADERS)
  @Mutation(() => Boolean, {
    description:
      'Takes a wallet out of lists and use; its history and its sealed key stay. Always true. WALLET_IN_USE while it holds money, a run ' +
      'is not over, or a transaction is on its way. NOT_FOUND, CHAIN_UNAVAILABLE.',
  })
  async deleteWallet(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('id', () => ID, { description: 'UUID of the wallet.' }) id: string,
  ): Promise<boolean> {
    await deleteWallet(runtime, caller, id);
    return true;
  }

  @Authorized(TRADERS)
  @Mutation(() => ProofRequest, {
    description:
      'A message that shows, once signed, that the organisation holds a wallet’s key. NOT_FOUND, ADDRESS_OFF_CURVE.',
  })
  beginWalletProof(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('walletId', () => ID, { description: 'UUID of the wallet.' }) walletId: string,
  ): Promise<ProofRequest> {
    return beginWalletProof(runtime, caller, walletId);
  }

  @Authorized(TRADERS)
  @Mutation(() => Wallet, {
    description: 'Proves a wallet by the message of `beginWalletProof`. NOT_FOUND, TOKEN_INVALID, PROOF_INVALID.',
  })
  proveWallet(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => ProveWalletInput) input: ProveWalletInput,
  ): Promise<StoredWallet> {
    return proveWallet(runtime, caller, input);
  }
}
