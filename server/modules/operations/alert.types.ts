/** What an operator has to look at. */
import { Field, ID, ObjectType } from 'type-graphql';
import type { AlertKind, AlertSeverity } from '#core/domain/alert/alert.ts';
import { enumOf } from '../../graphql/enum.ts';
import { DateTime } from '../../graphql/scalars.ts';

export const AlertKindEnum = enumOf<AlertKind>('AlertKind', 'What an alert tells of.', {
  NEEDS_REVIEW: 'Nothing can be proved about a live signature; see `resolveReview`.',
  RISEN: 'A transaction landed that had been proved dead.',
  LEDGER_DIFFERS: 'A wallet’s ledger is not what the chain shows.',
  BACKLOG_STUCK: 'Due trades are not being taken.',
  ENDPOINT_OUT: 'An RPC endpoint has left the pool.',
  DEAD_LETTER: 'A job failed in a way that trying again does not mend.',
  RESTRICTED: 'Trading is halted or reduced in a scope, until somebody re-arms it.',
  PROCESS_SILENT: 'A process has not been heard of.',
});

export const AlertSeverityEnum = enumOf<AlertSeverity>('AlertSeverity', 'How grave an alert is.', {
  WARNING: 'Look at it soon.',
  CRITICAL: 'Look at it now.',
});

@ObjectType({ description: 'Something is wrong that no machine may put right. Closed by itself when it is over.' })
export class Alert {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => AlertKindEnum, { description: 'What it tells of.' })
  kind!: AlertKind;

  @Field(() => AlertSeverityEnum, { description: 'How grave it is.' })
  severity!: AlertSeverity;

  @Field(() => String, { description: '`intent`, `wallet`, `endpoint`, `deadLetter`, `platform`, …' })
  objectKind!: string;

  @Field(() => String, { description: 'Which one.' })
  objectId!: string;

  @Field(() => String, { description: 'More of it, as JSON; never a secret.' })
  detail!: string;

  @Field(() => DateTime, { description: 'Since when.' })
  openedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When somebody said that they look at it; null before.' })
  acknowledgedAt!: Date | null;
}
