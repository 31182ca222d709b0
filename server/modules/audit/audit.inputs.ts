import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import { DateTime } from '../../graphql/scalars.ts';

@InputType({ description: 'What an audit entry must be; what is left out does not narrow the search.' })
export class AuditFilterInput {
  @Field(() => ID, { nullable: true, description: 'UUID of who did it.' })
  actorId?: string | null;

  @Field(() => String, { nullable: true, description: 'What the action begins with, 1 to 64 characters: `campaign.`.' })
  action?: string | null;

  @Field(() => String, { nullable: true, description: 'The kind of object, 1 to 200 characters.' })
  objectKind?: string | null;

  @Field(() => String, { nullable: true, description: 'Which object, 1 to 200 characters.' })
  objectId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'From this moment on.' })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Before this moment.' })
  to?: Date | null;

  @Field(() => String, { nullable: true, description: 'Words of the detail, 1 to 200 characters; all must be there.' })
  text?: string | null;
}

@ArgsType()
export class AuditLogArgs extends PageArgs {
  @Field(() => AuditFilterInput, { nullable: true, description: 'Only entries that are all of this.' })
  filter?: AuditFilterInput | null;
}

@ArgsType()
export class AdminAuditLogArgs extends AuditLogArgs {
  @Field(() => ID, { nullable: true, description: 'UUID of an organisation: only its entries.' })
  organizationId?: string | null;
}
