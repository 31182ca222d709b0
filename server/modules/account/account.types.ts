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

  @Field(() => Boolean, {
    description:
      'Whether they opened the link sent to their address. Until then EMAIL_NOT_VERIFIED, but on the local chain.',
  })
  emailVerified!: boolean;

  @Field(() => Boolean, { description: 'Whether sign-in and step-up ask for a code of an authenticator app.' })
  twoFactor!: boolean;
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

  @Field(() => Boolean, {
    description:
      'Whether they declared for this organisation, in its current wording, that their use is legal. Until then no run ' +
      'starts but on the local chain: ATTESTATION_REQUIRED.',
  })
  attested!: boolean;
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
    description:
      'Gives a new access token through `refreshSession`, once, with another of these. A secret, good for 30 days or until ' +
      'the session ends.',
  })
  refreshToken!: string;

  @Field(() => Viewer, { description: 'Who is now signed in.' })
  viewer!: Viewer;
}

@ObjectType({ description: 'A sign-in on one device.' })
export class Session {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => DateTime, { description: 'When it was opened.' })
  createdAt!: Date;

  @Field(() => DateTime, {
    description: 'When it was opened or last refreshed, which happens about every 15 minutes of use.',
  })
  lastUsedAt!: Date;

  @Field(() => DateTime, {
    description: 'When it ends unless it is used before: 30 days after the last use, 90 after the first.',
  })
  expiresAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: 'Network address of the last use; an IPv6 one stands for its /64.',
  })
  ip!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the program called itself at the last use, up to 256 characters.',
  })
  userAgent!: string | null;

  @Field(() => Boolean, { description: 'Whether it is the session that asks.' })
  current!: boolean;
}

@ObjectType({ description: 'What an authenticator app is set up with. Not shown again.' })
export class TwoFactorSetup {
  @Field(() => String, { description: 'An `otpauth://totp/…` address, to be shown as a QR code. Holds the secret.' })
  uri!: string;

  @Field(() => [String], { description: 'Ten codes, each good once in place of a code of the app.' })
  backupCodes!: readonly string[];
}

@ObjectType({ description: 'What people declare before anything trades for real.' })
export class Attestation {
  @Field(() => String, { description: 'Changes with the text.' })
  version!: string;

  @Field(() => String, { description: 'The declaration, one sentence a line.' })
  text!: string;
}
