import { NATIVE_MINT } from '@solana/spl-token';
import { type Connection, LAMPORTS_PER_SOL, type PublicKey } from '@solana/web3.js';
import { operatorKeypair } from './keys.ts';
import { createPool, type PoolPlan } from './pool.ts';
import { type PoolAddresses, poolAddresses } from './pool-accounts.ts';
import { type CreatedToken, createToken, type TokenPlan, tokenAddresses } from './token.ts';

const DECIMALS = 6;
const WHOLE_TOKEN = 10n ** BigInt(DECIMALS);
const SOL = BigInt(LAMPORTS_PER_SOL);

export const DEMO_TOKEN: TokenPlan = {
  ...{ seed: 'demo v1', name: 'Drip', symbol: 'DRIP', decimals: DECIMALS },
  supply: 1_000_000_000n * WHOLE_TOKEN,
};
export const DEMO_POOL = { seed: 'demo v1', baseAmount: 5_000_000n * WHOLE_TOKEN, quoteAmount: 500n * SOL };

export interface Demo {
  readonly token: CreatedToken;
  readonly pool: PoolAddresses;
}

function poolPlan(mint: PublicKey): PoolPlan {
  return { ...DEMO_POOL, base: { mint, decimals: DECIMALS }, quote: { mint: NATIVE_MINT, decimals: 9 } };
}

/** The addresses of the demo, which are the same on every local chain. */
export function demoAddresses(): Demo {
  const token = tokenAddresses(DEMO_TOKEN, operatorKeypair().publicKey);
  const { seed, base, quote } = poolPlan(token.mint);
  return { token, pool: poolAddresses(seed, base, quote) };
}

/** Makes sure that the demo token (DRIP) and its pool of 5,000,000 DRIP against 500 SOL exist. */
export async function createDemo(connection: Connection): Promise<Demo> {
  const operator = operatorKeypair();
  const token = await createToken(connection, operator, DEMO_TOKEN);
  const pool = await createPool(connection, operator, poolPlan(token.mint));
  return { token, pool };
}
