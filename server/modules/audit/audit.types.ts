/** What people and operators did. */
import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../graphql/connection.ts';
import { DateTime, U64 } from '../../graphql/scalars.ts';

@ObjectType({
  description: 'What somebody did, or a guard’s change. Trades are told by executions and events instead.',
})
export class AuditEntry {
  @Field(() => ID, { description: 'Number of the row.' })
  id!: string;

  @Field(() => ID, { nullable: true, description: 'UUID of the organisation; null for what is the installation’s.' })
  organizationId!: string | null;

  @Field(() => ID, { nullable: true, description: 'UUID of who did it; null when it was no person.' })
  actorId!: string | null;

  @Field(() => String, { description: '`noun.verb`, as in `campaign.started`.' })
  action!: string;

  @Field(() => String, { description: '`campaign`, `wallet`, `user`, …' })
  objectKind!: string;

  @Field(() => String, { description: 'Which one.' })
  objectId!: string;

  @Field(() => String, { description: 'More of it, as JSON; never a secret.' })
  detail!: string;

  @Field(() => DateTime, { description: 'When.' })
  at!: Date;

  @Field(() => U64, {
    nullable: true,
    description: 'Its place in the organisation’s hash chain, from 1; null until it is linked, within a second.',
  })
  seq!: bigint | null;

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of its link, in hex (docs/audit.md); null until it is linked.',
  })
  hash!: string | null;
}

export const AuditEntryConnection = connectionOf('AuditEntry', () => AuditEntry, 'Audit entries, newest first.');
