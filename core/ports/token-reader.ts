/** Reads what the chain says about mints. */
import type { Address } from '#core/domain/ids.ts';
import type { MintInfo } from '#core/domain/token.ts';

export interface TokenReader {
  /** In the order asked; null for what is no initialised mint of a token program. @throws AppError CHAIN_UNAVAILABLE when no endpoint is healthy */
  mints(addresses: readonly Address[]): Promise<readonly (MintInfo | null)[]>;
}
