import {
  ACCOUNT_SIZE,
  AuthorityType,
  createAssociatedTokenAccountInstruction,
  createMintToInstruction,
  createSetAuthorityInstruction,
  createSyncNativeInstruction,
  createTransferInstruction,
  getAssociatedTokenAddressSync,
  NATIVE_MINT,
  unpackAccount,
} from '@solana/spl-token';
import { type Connection, type Keypair, PublicKey, SystemProgram, type TransactionInstruction } from '@solana/web3.js';
import { emptyPoolAccounts, type PoolAddresses, type PoolSide, poolAddresses } from './pool-accounts.ts';
import { writeAccounts } from './privileged.ts';
import { ensureBalance, sendInstructions } from './transactions.ts';

const FEES_AND_RENT = 100_000_000n;
/** Pays in the simulations of the SDK's `Liquidity.fetchInfo`, so it must exist; nobody holds its key. */
const SDK_SIMULATION_PAYER = new PublicKey('RaydiumSimuLateTransaction11111111111111111');
const SIMULATION_FUNDS = 10_000_000n;

export interface PoolPlan {
  /** With the two mints it decides every address of the pool. */
  readonly seed: string;
  readonly base: PoolSide;
  readonly quote: PoolSide;
  /** First liquidity in base units of each side; both above zero. */
  readonly baseAmount: bigint;
  readonly quoteAmount: bigint;
}

/** Integer square root by Newton's method. */
export function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

function depositInstructions(
  payer: PublicKey,
  vault: PublicKey,
  mint: PublicKey,
  amount: bigint,
): TransactionInstruction[] {
  if (!mint.equals(NATIVE_MINT)) {
    return [createTransferInstruction(getAssociatedTokenAddressSync(mint, payer), vault, payer, amount)];
  }
  return [
    SystemProgram.transfer({ fromPubkey: payer, toPubkey: vault, lamports: amount }),
    createSyncNativeInstruction(vault),
  ];
}

/** First liquidity into the vaults, liquidity tokens to the payer, and the mint's authority to the AMM, in one go. */
function fundingInstructions(
  payer: PublicKey,
  pool: PoolAddresses,
  plan: PoolPlan,
  lpSupply: bigint,
): TransactionInstruction[] {
  const lpHolding = getAssociatedTokenAddressSync(pool.lpMint, payer);
  return [
    createAssociatedTokenAccountInstruction(payer, lpHolding, payer, pool.lpMint),
    createMintToInstruction(pool.lpMint, lpHolding, payer, lpSupply),
    createSetAuthorityInstruction(pool.lpMint, payer, AuthorityType.MintTokens, pool.authority),
    ...depositInstructions(payer, pool.baseVault, plan.base.mint, plan.baseAmount),
    ...depositInstructions(payer, pool.quoteVault, plan.quote.mint, plan.quoteAmount),
  ];
}

function solIn(side: PoolSide, amount: bigint): bigint {
  return side.mint.equals(NATIVE_MINT) ? amount : 0n;
}

type Progress = 'absent' | 'empty' | 'funded';

async function progressOf(connection: Connection, { pool, baseVault }: PoolAddresses): Promise<Progress> {
  const [poolAccount, vaultAccount] = await connection.getMultipleAccountsInfo([pool, baseVault], 'confirmed');
  if (poolAccount == null || vaultAccount == null) return 'absent';
  return unpackAccount(baseVault, vaultAccount).amount > 0n ? 'funded' : 'empty';
}

/**
 * Creates a Raydium AMM v4 pool with liquidity from the payer's own tokens and SOL, or finds it when it is already
 * there. A run that broke off between writing the accounts and funding them is taken up where it stopped.
 *
 * @throws Error when an amount is zero, or the payer holds too few tokens.
 */
export async function createPool(connection: Connection, payer: Keypair, plan: PoolPlan): Promise<PoolAddresses> {
  if (plan.baseAmount <= 0n || plan.quoteAmount <= 0n) throw new Error('a pool needs liquidity on both sides');
  const { base, quote, baseAmount, quoteAmount } = plan;
  const addresses = poolAddresses(plan.seed, base, quote);
  const progress = await progressOf(connection, addresses);
  if (progress === 'funded') return addresses;

  const lpSupply = squareRoot(baseAmount * quoteAmount);
  if (progress === 'absent') {
    const vaultRent = BigInt(await connection.getMinimumBalanceForRentExemption(ACCOUNT_SIZE));
    const owner = payer.publicKey;
    await writeAccounts(connection, emptyPoolAccounts({ addresses, base, quote, owner, lpSupply, vaultRent }));
  }
  const solNeeded = solIn(base, baseAmount) + solIn(quote, quoteAmount);
  await Promise.all([
    ensureBalance(connection, SDK_SIMULATION_PAYER, SIMULATION_FUNDS),
    ensureBalance(connection, payer.publicKey, FEES_AND_RENT + solNeeded),
  ]);
  await sendInstructions(connection, [payer], fundingInstructions(payer.publicKey, addresses, plan, lpSupply));
  return addresses;
}
