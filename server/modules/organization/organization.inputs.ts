import { Field, ID, InputType } from 'type-graphql';
import { IdempotentInput } from '../../graphql/idempotency.ts';
import { type OrganizationRole, OrganizationRoleEnum } from '../account/account.types.ts';

@InputType({ description: 'A new organisation.' })
export class CreateOrganizationInput extends IdempotentInput {
  @Field(() => String, { description: 'Name for people, 1 to 80 characters.' })
  name!: string;
}

@InputType({ description: 'Whom to ask to join.' })
export class InviteMemberInput extends IdempotentInput {
  @Field(() => String, { description: 'E-mail address, at most 254 characters; not case sensitive.' })
  email!: string;

  @Field(() => OrganizationRoleEnum, { description: 'What they may do once they have joined.' })
  role!: OrganizationRole;
}

@InputType({ description: 'Another role for a member.' })
export class ChangeMemberRoleInput {
  @Field(() => ID, { description: 'UUID of the person.' })
  userId!: string;

  @Field(() => OrganizationRoleEnum, { description: 'What they may do from now on.' })
  role!: OrganizationRole;
}
