/** Tokens: mints on chain that the organisation works with. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { TokenProgram } from '#core/domain/token.ts';
import { connectionOf } from '../../graphql/connection.ts';
import { enumOf } from '../../graphql/enum.ts';
import { AddressScalar, DateTime, U64 } from '../../graphql/scalars.ts';

export const TokenProgramEnum = enumOf<TokenProgram>('TokenProgram', 'The program that owns the mint.', {
  TOKEN: 'SPL Token.',
  TOKEN_2022: 'SPL Token-2022; Raydium AMM v4 cannot trade its mints.',
});

@ObjectType({ description: 'A registered token.' })
export class Token {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => AddressScalar, { description: 'The mint.' })
  mint!: string;

  @Field(() => TokenProgramEnum, { description: 'The program that owns the mint.' })
  program!: TokenProgram;

  @Field(() => Int, { description: 'Decimals of the mint, 0 to 255: one whole token is 10^decimals base units.' })
  decimals!: number;

  @Field(() => String, { nullable: true, description: 'Symbol from the metadata on chain; null where there is none.' })
  symbol!: string | null;

  @Field(() => String, { nullable: true, description: 'Name from the metadata on chain; null where there is none.' })
  name!: string | null;

  @Field(() => DateTime, { description: 'When it was registered here.' })
  createdAt!: Date;
}

export const TokenConnection = connectionOf('Token', () => Token, 'Tokens, newest first.');

@ObjectType({ description: 'A mint as the chain has it, before it is registered.' })
export class TokenPreview {
  @Field(() => AddressScalar, { description: 'The mint.' })
  mint!: string;

  @Field(() => TokenProgramEnum, { description: 'The program that owns the mint.' })
  program!: TokenProgram;

  @Field(() => Int, { description: 'Decimals, 0 to 255.' })
  decimals!: number;

  @Field(() => String, { nullable: true, description: 'Symbol from the metadata on chain; null where there is none.' })
  symbol!: string | null;

  @Field(() => String, { nullable: true, description: 'Name from the metadata on chain; null where there is none.' })
  name!: string | null;

  @Field(() => U64, { description: 'Supply in base units.' })
  supply!: bigint;
}
