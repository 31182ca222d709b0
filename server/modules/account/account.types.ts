/** Who is asking, and the tokens that prove it. */
import { Field, ID, ObjectType } from 'type-graphql';
import { enumOf } from '../../graphql/enum.ts';
import { DateTime } from '../../graphql/scalars.ts';

export const OrganizationRoleEnum = enumOf('OrganizationRole', 'What a member may do in an organisation.', {
  OWNER: 'Everything, members included.',
  TRADER: 'Everything that trades: wallets, tokens, pools, campaigns.',
  VIEWER: 'Reads only; every mutation is answered FORBIDDEN.',
});
export type OrganizationRole = keyof typeof OrganizationRoleEnum;

export const PlatformRoleEnum = enumOf('PlatformRole', 'What an account may do on this installation.', {
  USER: 'An ordinary account.',
  ADMIN: 'Operates the installation.',
});
export type PlatformRole = keyof typeof PlatformRoleEnum;

@ObjectType({ description: 'A person with an account.' })
export class User {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => String, { description: 'The e-mail address they sign in with, in lower case.' })
  email!: string;

  @Field(() => String, { description: 'The name they gave, 1 to 80 characters.' })
  name!: string;

  @Field(() => DateTime, { description: 'When the account was made.' })
  createdAt!: Date;
}

@ObjectType({
  description: 'Owns everything but accounts: each wallet, token, pool and campaign belongs to exactly one.',
})
export class Organization {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => String, { description: 'Its name for people.' })
  name!: string;
}

@ObjectType({ description: 'The signed-in person, acting for one organisation.' })
export class Viewer {
  @Field(() => User, { description: 'The person.' })
  user!: User;

  @Field(() => Organization, { description: 'The organisation every query and mutation of this token is scoped to.' })
  organization!: Organization;

  @Field(() => OrganizationRoleEnum, { description: 'Their role in that organisation.' })
  role!: OrganizationRole;

  @Field(() => PlatformRoleEnum, { description: 'Their role on this installation.' })
  platformRole!: PlatformRole;
}

@ObjectType({ description: 'Proof of a sign-in. Neither token is shown again.' })
export class AuthPayload {
  @Field(() => String, {
    description:
      'Sent as `Authorization: Bearer …` over HTTP and as `token` in `connectionParams` over the socket. A JWT.',
  })
  accessToken!: string;

  @Field(() => DateTime, {
    description: 'When the access token ends, about 15 minutes on. Sockets opened with it are closed then.',
  })
  accessTokenExpiresAt!: Date;

  @Field(() => String, {
    description: 'Gives new access tokens through `refreshSession` until `signOut` or 30 days without use. A secret.',
  })
  refreshToken!: string;

  @Field(() => Viewer, { description: 'Who is now signed in.' })
  viewer!: Viewer;
}
