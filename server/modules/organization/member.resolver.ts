import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Caller } from '#core/usecases/account/caller.ts';
import { acceptInvitation, revokeInvitation } from '#core/usecases/organization/answer-invitation.ts';
import { changeMemberRole, leaveOrganization, removeMember } from '#core/usecases/organization/change-members.ts';
import { listInvitations, listMembers } from '#core/usecases/organization/get-organization.ts';
import { inviteMember } from '#core/usecases/organization/invite-member.ts';
import type { Context } from '../../context.ts';
import { CurrentCaller, OWNERS, PERSON } from '../../graphql/caller.ts';
import { ChangeMemberRoleInput, InviteMemberInput } from './organization.inputs.ts';
import { toStoredRole, withRole } from './organization.mapping.ts';
import { Invitation, Member, Membership, SentInvitation } from './organization.types.ts';

@Resolver()
export class MemberResolver {
  @Authorized(PERSON)
  @Query(() => [Member], { description: 'Members of the organisation, the longest-standing first.' })
  async members(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<Member[]> {
    return (await listMembers(runtime, caller)).map(withRole);
  }

  @Authorized(OWNERS)
  @Query(() => [Invitation], { description: 'Invitations that can still be accepted, newest first.' })
  async invitations(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<Invitation[]> {
    return (await listInvitations(runtime, caller)).map(withRole);
  }

  @Authorized(OWNERS)
  @Mutation(() => SentInvitation, {
    description:
      'Asks somebody to join, by mail. An earlier invitation of that address is worthless from now on. STEP_UP_REQUIRED for an ' +
      'owner, BAD_USER_INPUT, CONFLICT.',
  })
  async inviteMember(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => InviteMemberInput) { role, ...input }: InviteMemberInput,
  ): Promise<SentInvitation> {
    const { invitation, token } = await inviteMember(runtime, caller, { ...input, role: toStoredRole(role) });
    return { invitation: withRole(invitation), token };
  }

  @Authorized(PERSON)
  @Mutation(() => Membership, {
    description:
      'Joins the organisation that invited the caller’s e-mail address. Act for it with `switchOrganization`. TOKEN_INVALID when the ' +
      'invitation has ended, was used or revoked, or was sent to another address.',
  })
  async acceptInvitation(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('token', () => String, { description: 'From the link in the mail.' }) token: string,
  ): Promise<Membership> {
    return withRole(await acceptInvitation(runtime, caller, token));
  }

  @Authorized(OWNERS)
  @Mutation(() => Boolean, { description: 'Makes an invitation’s link worthless. Always true. NOT_FOUND.' })
  async revokeInvitation(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('id', () => ID, { description: 'UUID of the invitation.' }) id: string,
  ): Promise<boolean> {
    await revokeInvitation(runtime, caller, id);
    return true;
  }

  @Authorized(OWNERS)
  @Mutation(() => Member, {
    description:
      'Gives a member another role, within seconds. STEP_UP_REQUIRED to make an owner, NOT_FOUND, LAST_OWNER.',
  })
  async changeMemberRole(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => ChangeMemberRoleInput) { userId, role }: ChangeMemberRoleInput,
  ): Promise<Member> {
    return withRole(await changeMemberRole(runtime, caller, { userId, role: toStoredRole(role) }));
  }

  @Authorized(OWNERS)
  @Mutation(() => Boolean, {
    description:
      'Takes a member out, within seconds; their API keys here end for good. Always true. NOT_FOUND, LAST_OWNER.',
  })
  async removeMember(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('userId', () => ID, { description: 'UUID of the person.' }) userId: string,
  ): Promise<boolean> {
    await removeMember(runtime, caller, userId);
    return true;
  }

  @Authorized(PERSON)
  @Mutation(() => Boolean, {
    description: 'The caller leaves the organisation; their API keys here end for good. Always true. LAST_OWNER.',
  })
  async leaveOrganization(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<boolean> {
    await leaveOrganization(runtime, caller);
    return true;
  }
}
