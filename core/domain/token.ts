/** A mint as the chain describes it, and as an organisation has registered it. */
import { type Address, type TokenId, WSOL_MINT } from './ids.ts';

export type TokenProgram = 'TOKEN' | 'TOKEN_2022';

/** What a mint account and its metadata say. Names are the mint authority's own words: shown, never trusted. */
export interface MintInfo {
  readonly mint: Address;
  readonly program: TokenProgram;
  readonly decimals: number;
  /** Base units in existence. */
  readonly supply: bigint;
  readonly symbol: string | null;
  readonly name: string | null;
}

export type Token = Readonly<{
  id: TokenId;
  mint: Address;
  program: TokenProgram;
  decimals: number;
  symbol: string | null;
  name: string | null;
  createdAt: Date;
}>;

/** What people call a mint nobody had to register; null for all others. */
export const knownSymbol = (mint: Address): string | null => (mint === WSOL_MINT ? 'SOL' : null);
