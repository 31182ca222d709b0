/** Money that leaves for listed addresses. */
import { Field, ID, ObjectType } from 'type-graphql';
import type { IntentState, JobStatus } from '#core/domain/execution/states.ts';
import { connectionOf } from '../../graphql/connection.ts';
import { AddressScalar, DateTime, U64 } from '../../graphql/scalars.ts';
import { ExecutionStateEnum, IntentStateEnum } from '../run/execution.types.ts';

@ObjectType({ description: 'An address that the organisation lets money be withdrawn to.' })
export class WithdrawalAddress {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => AddressScalar, { description: 'The address.' })
  address!: string;

  @Field(() => String, { description: 'Name for people, 1 to 80 characters.' })
  label!: string;

  @Field(() => DateTime, { description: 'When it was listed.' })
  createdAt!: Date;

  @Field(() => DateTime, {
    description: 'From when on it can be withdrawn to: a day after it was listed, at once on the local chain.',
  })
  usableAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was taken off the list; null while it is on it.' })
  removedAt!: Date | null;
}

export const WithdrawalAddressConnection = connectionOf(
  'WithdrawalAddress',
  () => WithdrawalAddress,
  'Withdrawal addresses, newest first.',
);

@ObjectType({ description: 'SOL or tokens on their way to a listed address, or arrived there.' })
export class Withdrawal {
  @Field(() => ID, { description: 'UUID of the intent.' })
  id!: string;

  @Field(() => ID, { description: 'UUID of the wallet it leaves.' })
  walletId!: string;

  @Field(() => AddressScalar, { description: 'Where it goes.' })
  destination!: string;

  @Field(() => String, { nullable: true, description: 'What the destination was called when it was listed last.' })
  label!: string | null;

  @Field(() => String, { description: '`SOL`, or the mint.' })
  asset!: string;

  @Field(() => U64, { description: 'Lamports, or base units of the mint, that are sent.' })
  amount!: bigint;

  @Field(() => ExecutionStateEnum, { description: 'As people see it.' })
  state!: JobStatus;

  @Field(() => IntentStateEnum, { description: 'As the execution machine has it.' })
  intentState!: IntentState;

  @Field(() => String, {
    nullable: true,
    description:
      'Reason code of the last denial, after which it is tried again until `notAfter`; null when it was never denied.',
  })
  lastDenial!: string | null;

  @Field(() => Boolean, { description: 'Whether an operator has to look; its signature is still being watched.' })
  needsReview!: boolean;

  @Field(() => Boolean, { description: 'True once its transaction was seen at `confirmed` and until that is final.' })
  provisional!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Signature in base58 of its last transaction, the one that landed if one has; null before the first.',
  })
  signature!: string | null;

  @Field(() => U64, { nullable: true, description: 'The slot it landed in, final; null before.' })
  landedSlot!: bigint | null;

  @Field(() => String, {
    nullable: true,
    description: 'The transaction in an explorer; null before it is signed, and where none knows the chain.',
  })
  explorerUrl!: string | null;

  @Field(() => DateTime, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'It is not signed after this.' })
  notAfter!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When its outcome was final; null before.' })
  endedAt!: Date | null;
}

export const WithdrawalConnection = connectionOf('Withdrawal', () => Withdrawal, 'Withdrawals, newest first.');

@ObjectType({ description: 'What a withdrawal would take if it were asked for now. Nothing is reserved by it.' })
export class WithdrawalPreview {
  @Field(() => U64, {
    description:
      'What arrives, in lamports or base units of the mint, less what the mint itself may keep of a transfer.',
  })
  amount!: bigint;

  @Field(() => U64, { description: 'Lamports for the network, at the most; exact for SOL at the present price.' })
  fee!: bigint;

  @Field(() => U64, {
    description: 'Lamports for a token account at the destination, which stay there; 0 where it has one.',
  })
  rent!: bigint;

  @Field(() => DateTime, { description: 'From when on the address can be withdrawn to.' })
  usableAt!: Date;
}
