import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Organization } from '#core/domain/organization/organization.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { createOrganization } from '#core/usecases/organization/create-organization.ts';
import { getOrganization } from '#core/usecases/organization/get-organization.ts';
import { listOrganizations } from '#core/usecases/organization/list-organizations.ts';
import { renameOrganization } from '#core/usecases/organization/rename-organization.ts';
import { setIpAllowList } from '#core/usecases/organization/set-ip-allow-list.ts';
import { switchOrganization } from '#core/usecases/organization/switch-organization.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, OWNERS, PERSON, SESSION } from '../../graphql/caller.ts';
import { toViewer } from '../account/account.mapping.ts';
import { CreateOrganizationInput } from './organization.inputs.ts';
import { withRole } from './organization.mapping.ts';
import { Membership, OrganizationDetails, SwitchedOrganization } from './organization.types.ts';

@Resolver()
export class OrganizationResolver {
  @Authorized(PERSON)
  @Query(() => OrganizationDetails, { description: 'The organisation that the caller acts for.' })
  organization(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<Organization> {
    return getOrganization(runtime, caller);
  }

  @Authorized(PERSON)
  @Query(() => [Membership], { description: 'The organisations the caller is a member of, the first joined first.' })
  async organizations(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<Membership[]> {
    return (await listOrganizations(runtime, caller)).map(withRole);
  }

  @Authorized(PERSON)
  @Mutation(() => Membership, {
    description:
      'Makes an organisation that the caller owns. They go on acting for the one they are in until `switchOrganization`. ' +
      'BAD_USER_INPUT, CONFLICT.',
  })
  async createOrganization(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => CreateOrganizationInput) input: CreateOrganizationInput,
  ): Promise<Membership> {
    return withRole(await createOrganization(runtime, caller, input));
  }

  @Authorized(OWNERS)
  @Mutation(() => OrganizationDetails, { description: 'Gives the organisation another name. BAD_USER_INPUT.' })
  renameOrganization(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('name', () => String, { description: '1 to 80 characters.' }) name: string,
  ): Promise<Organization> {
    return renameOrganization(runtime, caller, name);
  }

  @Authorized(SESSION)
  @Mutation(() => SwitchedOrganization, {
    description:
      'Lets the session act for another of the caller’s organisations, now and after each refresh. NOT_FOUND when they are no member of it.',
  })
  async switchOrganization(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('organizationId', () => ID, { description: 'UUID, from `organizations`.' }) organizationId: string,
  ): Promise<SwitchedOrganization> {
    const { access, viewer } = await switchOrganization(runtime, caller, organizationId);
    return { accessToken: access.token, accessTokenExpiresAt: access.expiresAt, viewer: toViewer(viewer) };
  }

  @Authorized(OWNERS)
  @Mutation(() => OrganizationDetails, {
    description:
      'Says from where key exports, withdrawals and new API keys are let in. The caller’s own address must be among them. ' +
      'STEP_UP_REQUIRED, IP_NOT_ALLOWED, BAD_USER_INPUT.',
  })
  setIpAllowList(
    @Ctx() { runtime, requester }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('networks', () => [String], {
      description: 'Addresses, or networks in CIDR notation such as 203.0.113.0/24; at most 50. Empty: from anywhere.',
    })
    networks: string[],
  ): Promise<Organization> {
    return setIpAllowList(runtime, caller, networks, requester.address);
  }
}
