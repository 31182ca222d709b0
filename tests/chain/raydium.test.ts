/** The demo token and pool on a running local chain: Raydium's own SDK and our venue trade on it, to the unit. */
import { Liquidity } from '@raydium-io/raydium-sdk';
import {
  createAssociatedTokenAccountIdempotentInstruction,
  createSyncNativeInstruction,
  getAssociatedTokenAddressSync,
  NATIVE_MINT,
} from '@solana/spl-token';
import { type Keypair, PublicKey, SystemProgram } from '@solana/web3.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokenReader } from '#core/adapters/solana/mint.ts';
import { toAddress } from '#core/adapters/venues/raydium/programs.ts';
import { raydiumVenue } from '#core/adapters/venues/raydium/raydium-venue.ts';
import { type Address, WSOL_MINT } from '#core/domain/ids.ts';
import { tokenAmount } from '#core/domain/money.ts';
import type { SwapOrder } from '#core/ports/venue.ts';
import { createDemo, demoAddresses } from '../../localnet/tools/demo.ts';
import { operatorKeypair } from '../../localnet/tools/keys.ts';
import { createPool } from '../../localnet/tools/pool.ts';
import { createToken } from '../../localnet/tools/token.ts';
import { sendInstructions } from '../../localnet/tools/transactions.ts';
import { SOL, startTestChain } from './local-chain.ts';
import { type DemoChain, execute, orderFor, quote, readPool, startDemoChain } from './support/demo-chain.ts';
import { fetchPoolKeys, sdkQuote } from './support/raydium-sdk.ts';

const WRAPPED = BigInt(SOL) / 2n;

let chain: DemoChain;
let poolAddress: Address;
let drip: Address;

beforeAll(async () => {
  chain = await startDemoChain();
  poolAddress = toAddress(chain.demo.pool.pool);
  drip = toAddress(chain.demo.token.mint);
});
afterAll(() => chain[Symbol.asyncDispose]());

async function tokens(account: PublicKey): Promise<bigint> {
  return BigInt((await chain.connection.getTokenAccountBalance(account, 'confirmed')).value.amount);
}

async function lamportsOf(account: PublicKey): Promise<bigint> {
  return BigInt(await chain.connection.getBalance(account, 'confirmed'));
}

function dripAccount(owner: Keypair): PublicKey {
  return getAssociatedTokenAddressSync(chain.demo.token.mint, owner.publicKey);
}

function solAccount(owner: Keypair): PublicKey {
  return getAssociatedTokenAddressSync(NATIVE_MINT, owner.publicKey);
}

/** A wallet with SOL, and an associated account of wrapped SOL that is its own affair. */
async function walletWithOwnWrappedSol(): Promise<Keypair> {
  const wallet = await chain.funded();
  const [account, owner] = [solAccount(wallet), wallet.publicKey];
  await sendInstructions(
    chain.connection,
    [wallet],
    [
      createAssociatedTokenAccountIdempotentInstruction(owner, account, owner, NATIVE_MINT),
      SystemProgram.transfer({ fromPubkey: owner, toPubkey: account, lamports: WRAPPED }),
      createSyncNativeInstruction(account),
    ],
  );
  return wallet;
}

async function swap(
  wallet: Keypair,
  payer: Keypair,
  inputMint: Address,
  amountIn: bigint,
  change: Partial<SwapOrder> = {},
) {
  const pool = await readPool(chain.endpoint, poolAddress);
  const quoted = quote(pool, inputMint, amountIn);
  const order = { ...orderFor(quoted, pool, wallet.publicKey, payer.publicKey), ...change };
  await execute(chain.connection, order, [...new Set([payer, wallet])]);
  return { quoted, order };
}

describe("Raydium's SDK on the local chain", () => {
  it.each(['quote', 'base'] as const)(
    'decodes the pool, quotes and swaps %s for the other, receiving what it quoted',
    async (side) => {
      const { connection } = chain;
      const poolKeys = await fetchPoolKeys(connection, chain.demo.pool.pool);
      const wallet = await walletWithOwnWrappedSol();
      if (side === 'base') await swap(wallet, wallet, WSOL_MINT, 100_000_000n);
      const [baseReserve, quoteReserve] = [await tokens(poolKeys.baseVault), await tokens(poolKeys.quoteVault)];
      const [inputMint, tokenAccountIn, tokenAccountOut] =
        side === 'base'
          ? [poolKeys.baseMint, dripAccount(wallet), solAccount(wallet)]
          : [poolKeys.quoteMint, solAccount(wallet), dripAccount(wallet)];
      const amountIn = 12_345_678n;
      const { amountOut } = sdkQuote({ poolKeys, baseReserve, quoteReserve, inputMint, amountIn });

      const { innerTransaction } = Liquidity.makeSwapFixedInInstruction(
        {
          poolKeys,
          userKeys: { tokenAccountIn, tokenAccountOut, owner: wallet.publicKey },
          ...{ amountIn: amountIn.toString(), minAmountOut: amountOut.toString() },
        },
        4,
      );
      const owner = wallet.publicKey;
      const ensure = createAssociatedTokenAccountIdempotentInstruction(
        owner,
        dripAccount(wallet),
        owner,
        poolKeys.baseMint,
      );
      await sendInstructions(connection, [wallet], [ensure]);
      const before = await tokens(tokenAccountOut);
      await sendInstructions(connection, [wallet], innerTransaction.instructions);
      expect((await tokens(tokenAccountOut)) - before).toBe(amountOut);
    },
  );
});

describe("the SDK's fetchInfo", () => {
  it('reads the pool by simulating an instruction of the AMM', async () => {
    const poolKeys = await fetchPoolKeys(chain.connection, chain.demo.pool.pool);
    const info = await Liquidity.fetchInfo({ connection: chain.connection, poolKeys });
    const { baseReserve, quoteReserve } = await readPool(chain.endpoint, poolAddress);
    const lpSupply = (await chain.connection.getTokenSupply(chain.demo.pool.lpMint)).value.amount;
    const [base, quoted, lp] = [info.baseReserve, info.quoteReserve, info.lpSupply].map(String);
    expect([base, quoted, lp]).toEqual([String(baseReserve), String(quoteReserve), lpSupply]);
    expect(info).toMatchObject({ baseDecimals: 6, quoteDecimals: 9, lpDecimals: 6 });
  });
});

describe('C-10 the venue on the local chain', () => {
  it('buys with SOL: spends its input, receives its quote, and leaves the own wrapped SOL alone', async () => {
    const [wallet, payer] = [await walletWithOwnWrappedSol(), await chain.funded()];
    const sol = await lamportsOf(wallet.publicKey);
    const { quoted, order } = await swap(wallet, payer, WSOL_MINT, 1_234_567_890n);

    expect(await tokens(dripAccount(wallet))).toBe(quoted.amountOut);
    expect(await lamportsOf(wallet.publicKey)).toBe(sol - 1_234_567_890n);
    expect(await tokens(solAccount(wallet))).toBe(WRAPPED);
    const passedThrough = raydiumVenue.buildSwap(order).at(-1)?.keys[0]?.pubkey ?? PublicKey.default;
    expect(await chain.connection.getAccountInfo(new PublicKey(passedThrough.toBytes()))).toBeNull();
  });

  it('sells for SOL: spends its input and receives its quote as plain SOL', async () => {
    const [wallet, payer] = [await walletWithOwnWrappedSol(), await chain.funded()];
    await swap(wallet, payer, WSOL_MINT, 500_000_000n);
    const [sol, held] = [await lamportsOf(wallet.publicKey), await tokens(dripAccount(wallet))];
    const { quoted } = await swap(wallet, payer, drip, held - 7n);

    expect(await tokens(dripAccount(wallet))).toBe(7n);
    expect((await lamportsOf(wallet.publicKey)) - sol).toBe(quoted.amountOut);
    expect(await tokens(solAccount(wallet))).toBe(WRAPPED);
  });

  it('needs no other payer, and finds the account of the bought token when it is there', async () => {
    const wallet = await chain.funded();
    const first = await swap(wallet, wallet, WSOL_MINT, 10_000_000n);
    const second = await swap(wallet, wallet, WSOL_MINT, 10_000_000n);
    expect(await tokens(dripAccount(wallet))).toBe(first.quoted.amountOut + second.quoted.amountOut);
  });

  it('trades token for token', async () => {
    const { connection } = chain;
    const operator = operatorKeypair();
    const other = await createToken(connection, operator, {
      ...{ seed: 'pair', name: 'Pair', symbol: 'PAIR', decimals: 2, supply: 10n ** 12n },
    });
    const made = await createPool(connection, operator, {
      ...{ seed: 'pair', base: chain.demo.token, quote: other, baseAmount: 10n ** 9n, quoteAmount: 10n ** 8n },
    });
    const pool = await readPool(chain.endpoint, toAddress(made.pool));
    const quoted = quote(pool, drip, 5_000_000n);
    const before = await tokens(other.holding);
    await execute(connection, orderFor(quoted, pool, operator.publicKey, operator.publicKey), [operator]);
    expect((await tokens(other.holding)) - before).toBe(quoted.amountOut);
  });

  it('fails on chain, with nothing moved but the fee, when it would receive one unit less than asked', async () => {
    const wallet = await chain.funded();
    const pool = await readPool(chain.endpoint, poolAddress);
    const quoted = quote(pool, WSOL_MINT, 10_000_000n);
    const order = orderFor(quoted, pool, wallet.publicKey, wallet.publicKey);
    const tooMuch = { ...order, minAmountOut: tokenAmount(quoted.amountOut + 1n) };
    await expect(execute(chain.connection, tooMuch, [wallet])).rejects.toThrow('{"Custom":30}');
    expect(await readPool(chain.endpoint, poolAddress)).toEqual(pool);
  });

  it('T-02 finds the pool of the demo token, by itself and among those of wrapped SOL', async () => {
    const pool = await readPool(chain.endpoint, poolAddress);
    expect((await raydiumVenue.findPools(drip, chain.endpoint))[0]).toEqual(pool);
    expect(await raydiumVenue.findPools(WSOL_MINT, chain.endpoint)).toContainEqual(pool);
    const noMint = toAddress(chain.demo.pool.baseVault);
    await expect(raydiumVenue.findPools(noMint, chain.endpoint)).rejects.toMatchObject({ code: 'NOT_A_MINT' });
  });
});

describe('the demo', () => {
  it('T-01 has a token whose name and symbol our reader finds', async () => {
    const reader = createTokenReader({ read: (work) => work(chain.endpoint) });
    expect(await reader.mints([drip])).toMatchObject([{ program: 'TOKEN', decimals: 6, symbol: 'DRIP', name: 'Drip' }]);
  });

  it('has the same addresses on every chain, and is found again by a second run', async () => {
    await using other = await startTestChain();
    const supply = async () => (await other.connection.getTokenSupply(chain.demo.token.mint)).value.amount;
    expect(await createDemo(other.connection)).toEqual(demoAddresses());
    const before = [await supply(), await other.connection.getBalance(chain.demo.pool.quoteVault)];
    expect(await createDemo(other.connection)).toEqual(chain.demo);
    expect([await supply(), await other.connection.getBalance(chain.demo.pool.quoteVault)]).toEqual(before);
  });
});
