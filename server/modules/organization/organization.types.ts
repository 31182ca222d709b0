/** Organisations, their members, and who was asked to join. */
import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../../graphql/scalars.ts';
import { type OrganizationRole, OrganizationRoleEnum, Viewer } from '../account/account.types.ts';

@ObjectType({ description: 'A person in an organisation.' })
export class Member {
  @Field(() => ID, { description: 'UUID of the person.' })
  userId!: string;

  @Field(() => String, { description: 'The e-mail address they sign in with.' })
  email!: string;

  @Field(() => String, { description: 'Their name, 1 to 80 characters.' })
  name!: string;

  @Field(() => OrganizationRoleEnum, { description: 'What they may do here.' })
  role!: OrganizationRole;

  @Field(() => DateTime, { description: 'When they became a member.' })
  joinedAt!: Date;
}

@ObjectType({ description: 'The organisation that the caller acts for.' })
export class OrganizationDetails {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => String, { description: 'Its name for people, 1 to 80 characters.' })
  name!: string;

  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => [String], {
    description:
      'Networks, in CIDR notation, that key exports, withdrawals and new API keys are let in from. Empty: from anywhere.',
  })
  ipAllowList!: readonly string[];
}

@ObjectType({ description: 'One of the organisations the caller is a member of.' })
export class Membership {
  @Field(() => ID, { description: 'UUID of the organisation.' })
  organizationId!: string;

  @Field(() => String, { description: 'Its name for people.' })
  name!: string;

  @Field(() => OrganizationRoleEnum, { description: 'What the caller may do there.' })
  role!: OrganizationRole;
}

@ObjectType({ description: 'Somebody asked to join, who has not answered yet.' })
export class Invitation {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => String, { description: 'Where it was sent; only an account with this address can accept.' })
  email!: string;

  @Field(() => OrganizationRoleEnum, { description: 'What they may do once they have joined.' })
  role!: OrganizationRole;

  @Field(() => DateTime, { description: 'When they were asked.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When the link ends, 7 days on.' })
  expiresAt!: Date;
}

@ObjectType({ description: 'An invitation that was sent.' })
export class SentInvitation {
  @Field(() => Invitation, { description: 'The invitation.' })
  invitation!: Invitation;

  @Field(() => String, {
    nullable: true,
    description:
      'What the link in the mail holds, for whom no mail reaches: good once. Null when an earlier call with this idempotencyKey made the invitation.',
  })
  token!: string | null;
}

@ObjectType({ description: 'The session, acting for another organisation. Its refresh token stays.' })
export class SwitchedOrganization {
  @Field(() => String, { description: 'As in `signIn`, for the other organisation.' })
  accessToken!: string;

  @Field(() => DateTime, { description: 'When the access token ends, about 15 minutes on.' })
  accessTokenExpiresAt!: Date;

  @Field(() => Viewer, { description: 'Who is signed in, and for which organisation now.' })
  viewer!: Viewer;
}
