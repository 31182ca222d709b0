import { appError } from '#core/domain/errors.ts';
import { parseAddress } from '#core/domain/ids.ts';
import type { MintInfo } from '#core/domain/token.ts';
import type { TokenReader } from '#core/ports/token-reader.ts';
import { askChain } from '../ask-chain.ts';

/**
 * What the chain says about a mint, before it is saved (T-01).
 * @throws AppError INVALID_ADDRESS, NOT_A_MINT, CHAIN_UNAVAILABLE
 */
export async function previewToken(
  deps: { readonly tokens: TokenReader },
  input: { readonly mint: string },
): Promise<MintInfo> {
  const mint = parseAddress(input.mint, 'mint');
  const [info] = await askChain(() => deps.tokens.mints([mint]));
  if (info == null) throw appError('NOT_A_MINT', { field: 'mint', address: mint });
  return info;
}
