/** Pools: where a token is traded. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../graphql/connection.ts';
import { enumOf } from '../../graphql/enum.ts';
import { AddressScalar, DateTime, U64 } from '../../graphql/scalars.ts';

export const VenueEnum = enumOf('Venue', 'The program a pool belongs to.', {
  RAYDIUM_AMM_V4: 'Raydium AMM v4, constant product.',
});

@ObjectType({ description: 'What a pool could swap against, read at one slot.' })
export class PoolState {
  @Field(() => U64, { description: 'Base units of the base mint, what is owed to the pool creator left out.' })
  baseReserve!: bigint;

  @Field(() => U64, { description: 'Base units of the quote mint, what is owed to the pool creator left out.' })
  quoteReserve!: bigint;

  @Field(() => U64, { description: 'The slot of the reading.' })
  slot!: bigint;
}

@ObjectType({ description: 'A pool of two mints.' })
export class Pool {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => AddressScalar, { description: 'Address of the pool account.' })
  address!: string;

  @Field(() => AddressScalar, { description: 'The base mint, as the pool orders its two.' })
  baseMint!: string;

  @Field(() => AddressScalar, { description: 'The quote mint.' })
  quoteMint!: string;

  @Field(() => Int, { description: 'Decimals of the base mint.' })
  baseDecimals!: number;

  @Field(() => Int, { description: 'Decimals of the quote mint.' })
  quoteDecimals!: number;

  @Field(() => String, { nullable: true, description: 'Symbol of the base mint, when it is registered and has one.' })
  baseSymbol!: string | null;

  @Field(() => String, { nullable: true, description: 'Symbol of the quote mint, when it is registered and has one.' })
  quoteSymbol!: string | null;

  @Field(() => DateTime, { description: 'When it was added here.' })
  createdAt!: Date;
}

export const PoolConnection = connectionOf('Pool', () => Pool, 'Pools, newest first.');
