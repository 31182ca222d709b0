import { Liquidity, parseBigNumberish } from '@raydium-io/raydium-sdk';
import {
  createAssociatedTokenAccountIdempotentInstruction,
  createSyncNativeInstruction,
  getAssociatedTokenAddressSync,
  NATIVE_MINT,
} from '@solana/spl-token';
import {
  type Connection,
  type Keypair,
  type PublicKey,
  SystemProgram,
  type TransactionInstruction,
} from '@solana/web3.js';
import { type PoolSide, poolKeys } from './pool-accounts.ts';
import { ensureBalance, sendInstructions } from './transactions.ts';

const FEES_AND_RENT = 100_000_000n;
const BPS = 10_000n;

/** Which pool: as it was created. */
export interface PoolReference {
  readonly seed: string;
  readonly base: PoolSide;
  readonly quote: PoolSide;
}

/** What a change of liquidity left the payer with, in base units. */
export interface LiquidityResult {
  readonly signature: string;
  readonly baseReserve: bigint;
  readonly quoteReserve: bigint;
  /** Liquidity tokens the payer holds now. */
  readonly liquidity: bigint;
}

/**
 * Adds `baseAmount` of the base side and what belongs to it of the quote side, at most `slippageBps` more than the pool's
 * ratio asks for now. SOL is wrapped from the payer's own, which the faucet tops up.
 *
 * @throws Error when the pool does not exist, or the payer holds too few tokens.
 */
export async function addLiquidity(
  connection: Connection,
  payer: Keypair,
  pool: PoolReference,
  baseAmount: bigint,
  slippageBps = 100n,
): Promise<LiquidityResult> {
  const keys = poolKeys(pool.seed, pool.base, pool.quote);
  const [baseReserve, quoteReserve] = await reservesOf(connection, keys);
  const quoteMost = (baseAmount * quoteReserve * (BPS + slippageBps)) / (baseReserve * BPS) + 1n;
  const native = pool.base.mint.equals(NATIVE_MINT) ? baseAmount : pool.quote.mint.equals(NATIVE_MINT) ? quoteMost : 0n;
  await ensureBalance(connection, payer.publicKey, FEES_AND_RENT + native);
  const add = Liquidity.makeAddLiquidityInstruction({
    poolKeys: keys,
    userKeys: userKeys(payer.publicKey, keys),
    ...{ baseAmountIn: parseBigNumberish(baseAmount), quoteAmountIn: parseBigNumberish(quoteMost), fixedSide: 'base' },
  });
  return change(connection, payer, keys, [...wrap(payer.publicKey, native), ...add.innerTransaction.instructions]);
}

/**
 * Gives back so many of the payer's liquidity tokens for their share of both sides. SOL arrives wrapped.
 *
 * @throws Error when the pool does not exist, or the payer holds fewer.
 */
export async function removeLiquidity(
  connection: Connection,
  payer: Keypair,
  pool: PoolReference,
  liquidity: bigint,
): Promise<LiquidityResult> {
  const keys = poolKeys(pool.seed, pool.base, pool.quote);
  await ensureBalance(connection, payer.publicKey, FEES_AND_RENT);
  const remove = Liquidity.makeRemoveLiquidityInstruction({
    poolKeys: keys,
    userKeys: userKeys(payer.publicKey, keys),
    amountIn: parseBigNumberish(liquidity),
  });
  return change(connection, payer, keys, remove.innerTransaction.instructions);
}

type Keys = ReturnType<typeof poolKeys>;

async function change(
  connection: Connection,
  payer: Keypair,
  keys: Keys,
  instructions: readonly TransactionInstruction[],
): Promise<LiquidityResult> {
  const owner = payer.publicKey;
  const accounts = [keys.baseMint, keys.quoteMint, keys.lpMint].map((mint) =>
    createAssociatedTokenAccountIdempotentInstruction(owner, getAssociatedTokenAddressSync(mint, owner), owner, mint),
  );
  const signature = await sendInstructions(connection, [payer], [...accounts, ...instructions]);
  const [baseReserve, quoteReserve] = await reservesOf(connection, keys);
  const liquidity = await amountOf(connection, getAssociatedTokenAddressSync(keys.lpMint, owner));
  return { signature, baseReserve, quoteReserve, liquidity };
}

function userKeys(owner: PublicKey, { baseMint, quoteMint, lpMint }: Keys) {
  return {
    baseTokenAccount: getAssociatedTokenAddressSync(baseMint, owner),
    quoteTokenAccount: getAssociatedTokenAddressSync(quoteMint, owner),
    lpTokenAccount: getAssociatedTokenAddressSync(lpMint, owner),
    owner,
  };
}

function wrap(owner: PublicKey, lamports: bigint): TransactionInstruction[] {
  if (lamports === 0n) return [];
  const wrapped = getAssociatedTokenAddressSync(NATIVE_MINT, owner);
  return [
    SystemProgram.transfer({ fromPubkey: owner, toPubkey: wrapped, lamports }),
    createSyncNativeInstruction(wrapped),
  ];
}

async function reservesOf(connection: Connection, { baseVault, quoteVault }: Keys): Promise<[bigint, bigint]> {
  return Promise.all([amountOf(connection, baseVault), amountOf(connection, quoteVault)]);
}

async function amountOf(connection: Connection, account: PublicKey): Promise<bigint> {
  return BigInt((await connection.getTokenAccountBalance(account)).value.amount);
}
