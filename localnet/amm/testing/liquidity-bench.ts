import { Liquidity, type LiquidityPoolKeysV4, parseBigNumberish } from '@raydium-io/raydium-sdk';
import { TOKEN_PROGRAM_ID } from '@solana/spl-token';
import { PublicKey, type TransactionInstruction } from '@solana/web3.js';
import { AMM_PROGRAM_ID, AmmBench, type CallResult, mint, STATUS, type Tamper } from './amm-bench.ts';
import type { DepositNumbers, LiquidityState } from './liquidity-model.ts';

/** One pool and one user who adds and removes liquidity, by the instructions that Raydium's SDK builds. */
export class LiquidityBench extends AmmBench {
  readonly userLp = PublicKey.unique();

  /** Pool, mint and user as the state says. */
  setState(state: LiquidityState, status: number = STATUS.swapOnly): void {
    this.setPool(state.pool, { status, openTime: 0n });
    const pool = this.dataOf(this.pool);
    pool.writeBigUInt64LE(state.liquidity, 720);
    this.setAccount(this.pool, pool, AMM_PROGRAM_ID);
    this.setAccount(this.lpMint, mint(this.authority, state.liquidity), TOKEN_PROGRAM_ID);
    this.setUser('coinToPc', { source: state.userCoin, destination: state.userPc });
    this.setToken(this.userLp, this.lpMint, this.user.publicKey, state.userLp);
  }

  /** The state as it is now; the pool's own numbers but the vaults are those given. */
  stateAfter({ pool }: LiquidityState): LiquidityState {
    return {
      pool: { ...pool, coinVault: this.amountOf(this.coinVault), pcVault: this.amountOf(this.pcVault) },
      liquidity: this.dataOf(this.pool).readBigUInt64LE(720),
      userCoin: this.amountOf(this.userCoin),
      userPc: this.amountOf(this.userPc),
      userLp: this.amountOf(this.userLp),
    };
  }

  /** Supply that the liquidity mint's account tells. */
  mintSupply(): bigint {
    return this.dataOf(this.lpMint).readBigUInt64LE(36);
  }

  deposit({ maxCoin, maxPc, baseCoin }: DepositNumbers, tamper?: Tamper): CallResult {
    const { innerTransaction } = Liquidity.makeAddLiquidityInstruction({
      ...{ poolKeys: this.#poolKeys(), userKeys: this.#userKeys() },
      ...{ baseAmountIn: parseBigNumberish(maxCoin), quoteAmountIn: parseBigNumberish(maxPc) },
      fixedSide: baseCoin ? 'base' : 'quote',
    });
    return this.run(only(innerTransaction.instructions), tamper);
  }

  withdraw(amount: bigint, tamper?: Tamper): CallResult {
    const amountIn = parseBigNumberish(amount);
    const keys = { poolKeys: this.#poolKeys(), userKeys: this.#userKeys() };
    const { innerTransaction } = Liquidity.makeRemoveLiquidityInstruction({ ...keys, amountIn });
    return this.run(only(innerTransaction.instructions), tamper);
  }

  #userKeys() {
    const [baseTokenAccount, quoteTokenAccount] = [this.userCoin, this.userPc];
    return { baseTokenAccount, quoteTokenAccount, lpTokenAccount: this.userLp, owner: this.user.publicKey };
  }

  #poolKeys(): LiquidityPoolKeysV4 {
    const unread = PublicKey.unique();
    const market = { marketAuthority: unread, marketBaseVault: unread, marketQuoteVault: unread, marketBids: unread };
    return {
      ...{
        id: this.pool,
        programId: AMM_PROGRAM_ID,
        version: 4,
        authority: this.authority,
        lookupTableAccount: unread,
      },
      ...{ baseMint: this.coinMint, quoteMint: this.pcMint, lpMint: this.lpMint, targetOrders: this.targetOrders },
      ...{ baseDecimals: 6, quoteDecimals: 9, lpDecimals: 6, baseVault: this.coinVault, quoteVault: this.pcVault },
      ...{ openOrders: unread, withdrawQueue: unread, lpVault: unread, marketVersion: 3, marketProgramId: unread },
      ...{ ...market, marketId: unread, marketAsks: unread, marketEventQueue: unread },
    };
  }
}

function only(instructions: readonly TransactionInstruction[]): TransactionInstruction {
  const [first] = instructions;
  if (first === undefined) throw new Error('the SDK built no instruction');
  return first;
}
