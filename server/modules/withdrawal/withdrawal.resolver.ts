import { Arg, Args, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Caller } from '#core/usecases/account/caller.ts';
import { getWithdrawal, listWithdrawals } from '#core/usecases/withdrawal/get-withdrawal.ts';
import { previewWithdrawal } from '#core/usecases/withdrawal/preview-withdrawal.ts';
import { withdraw } from '#core/usecases/withdrawal/withdraw.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, OWNERS, READ } from '../../graphql/caller.ts';
import { type Connection, PageArgs, toConnection } from '../../graphql/connection.ts';
import { WithdrawalPreviewInput, WithdrawInput } from './withdrawal.inputs.ts';
import { toWithdrawal } from './withdrawal.mapping.ts';
import { Withdrawal, WithdrawalConnection, WithdrawalPreview } from './withdrawal.types.ts';

@Resolver(() => Withdrawal)
export class WithdrawalResolver {
  @Authorized(READ)
  @Query(() => WithdrawalConnection, { description: 'Withdrawals of the organisation, newest first.' })
  async withdrawals(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<Withdrawal>> {
    return toConnection(await listWithdrawals(runtime, caller, page), toWithdrawal(runtime.chain.genesisHash));
  }

  @Authorized(READ)
  @Query(() => Withdrawal, { description: 'One withdrawal. NOT_FOUND.' })
  async withdrawal(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('id', () => ID, { description: 'UUID of the withdrawal.' }) id: string,
  ): Promise<Withdrawal> {
    return toWithdrawal(runtime.chain.genesisHash)(await getWithdrawal(runtime, caller, id));
  }

  @Authorized(OWNERS)
  @Query(() => WithdrawalPreview, {
    description:
      'What a withdrawal would take and cost. NOT_FOUND, INSUFFICIENT_BALANCE naming what is missing, BAD_USER_INPUT, CHAIN_UNAVAILABLE.',
  })
  withdrawalPreview(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => WithdrawalPreviewInput) input: WithdrawalPreviewInput,
  ): Promise<WithdrawalPreview> {
    return previewWithdrawal(runtime, caller, input);
  }

  @Authorized(OWNERS)
  @Mutation(() => Withdrawal, {
    description:
      'Sends SOL or tokens to a listed address; the worker carries it out. STEP_UP_REQUIRED, EMAIL_NOT_VERIFIED, ' +
      'ATTESTATION_REQUIRED, IP_NOT_ALLOWED, NOT_FOUND, ADDRESS_TOO_NEW, WALLET_WATCH_ONLY, WALLET_INACTIVE, NOT_A_MINT, ' +
      'BAD_USER_INPUT, INSUFFICIENT_BALANCE naming what is missing, GUARD_HALTED, CONFLICT, CHAIN_UNAVAILABLE.',
  })
  async withdraw(
    @Ctx() { runtime, requester }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => WithdrawInput) input: WithdrawInput,
  ): Promise<Withdrawal> {
    return toWithdrawal(runtime.chain.genesisHash)(await withdraw(runtime, caller, input, requester.address));
  }
}
