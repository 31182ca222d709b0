import { Arg, Args, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Caller } from '#core/usecases/account/caller.ts';
import { addWithdrawalAddress } from '#core/usecases/withdrawal/add-address.ts';
import { listWithdrawalAddresses } from '#core/usecases/withdrawal/list-addresses.ts';
import { removeWithdrawalAddress } from '#core/usecases/withdrawal/remove-address.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, OWNERS, READ } from '../../graphql/caller.ts';
import { type Connection, PageArgs, toConnection } from '../../graphql/connection.ts';
import { AddWithdrawalAddressInput } from './withdrawal.inputs.ts';
import { toWithdrawalAddress } from './withdrawal.mapping.ts';
import { WithdrawalAddress, WithdrawalAddressConnection } from './withdrawal.types.ts';

@Resolver(() => WithdrawalAddress)
export class WithdrawalAddressResolver {
  @Authorized(READ)
  @Query(() => WithdrawalAddressConnection, { description: 'Addresses that money may be withdrawn to, newest first.' })
  async withdrawalAddresses(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<WithdrawalAddress>> {
    const addresses = await listWithdrawalAddresses(runtime, caller, page);
    return toConnection(addresses, toWithdrawalAddress(runtime.chain.genesisHash));
  }

  @Authorized(OWNERS)
  @Mutation(() => WithdrawalAddress, {
    description:
      'Lists an address for withdrawals. STEP_UP_REQUIRED, IP_NOT_ALLOWED, INVALID_ADDRESS, ADDRESS_OFF_CURVE, BAD_USER_INPUT, ' +
      'CONFLICT, CHAIN_UNAVAILABLE.',
  })
  async addWithdrawalAddress(
    @Ctx() { runtime, requester }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => AddWithdrawalAddressInput) input: AddWithdrawalAddressInput,
  ): Promise<WithdrawalAddress> {
    const address = await addWithdrawalAddress(runtime, caller, input, requester.address);
    return toWithdrawalAddress(runtime.chain.genesisHash)(address);
  }

  @Authorized(OWNERS)
  @Mutation(() => WithdrawalAddress, {
    description:
      'Takes an address off the list for good: nothing more is signed that goes there. Listed again, it waits again. NOT_FOUND.',
  })
  async removeWithdrawalAddress(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('id', () => ID, { description: 'UUID of the address.' }) id: string,
  ): Promise<WithdrawalAddress> {
    return toWithdrawalAddress(runtime.chain.genesisHash)(await removeWithdrawalAddress(runtime, caller, id));
  }
}
