import { MAINNET_PROGRAM_ID } from '@raydium-io/raydium-sdk';
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from '@solana/spl-token';
import { PublicKey } from '@solana/web3.js';
import type { Address } from '#core/domain/ids.ts';

/** Raydium AMM v4, at the same address on mainnet-beta and on the local chain. */
export const AMM_V4 = MAINNET_PROGRAM_ID.AmmV4;

/** Owner of every pool's vaults; one address for all pools (raydium-amm, `AUTHORITY_AMM`). */
export const [AMM_AUTHORITY] = PublicKey.findProgramAddressSync([Buffer.from('amm authority')], AMM_V4);

export const AMM_V4_ADDRESS = toAddress(AMM_V4);
export const TOKEN_PROGRAM = toAddress(TOKEN_PROGRAM_ID);
export const TOKEN_2022_PROGRAM = toAddress(TOKEN_2022_PROGRAM_ID);

export function toAddress(key: PublicKey): Address {
  return key.toBase58() as Address;
}
