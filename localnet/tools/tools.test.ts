import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { getMint, NATIVE_MINT } from '@solana/spl-token';
import { Connection, Keypair, PublicKey } from '@solana/web3.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Localnet, startLocalnet } from '../start.ts';
import { runCommand } from './cli.ts';
import { demoAddresses } from './demo.ts';
import { operatorKeypair } from './keys.ts';
import { encodeMetadata, METADATA_PROGRAM_ID } from './metaplex.ts';
import { createPool, type PoolPlan } from './pool.ts';
import { emptyPoolAccounts, poolAddresses } from './pool-accounts.ts';
import { writeAccounts } from './privileged.ts';
import { createToken, type TokenPlan } from './token.ts';
import { ensureBalance } from './transactions.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const SOL = 10n ** 9n;
const PLAN: TokenPlan = { seed: 'tools test', name: 'Test', symbol: 'TST', decimals: 3, supply: 10n ** 9n };
const operator = operatorKeypair();

let localnet: Localnet;
let connection: Connection;

beforeAll(async () => {
  localnet = await startLocalnet({ slotMs: 20 });
  connection = new Connection(localnet.rpcUrl, 'confirmed');
});
afterAll(() => localnet.stop());

async function balance(account: PublicKey): Promise<bigint> {
  return BigInt((await connection.getTokenAccountBalance(account)).value.amount);
}

function poolOf(mint: PublicKey, seed: string): PoolPlan {
  const [base, quote] = [
    { mint, decimals: PLAN.decimals },
    { mint: NATIVE_MINT, decimals: 9 },
  ];
  return { seed, base, quote, baseAmount: 4_000n, quoteAmount: 9n * SOL };
}

describe('createToken', () => {
  it('mints the supply to the payer and leaves metadata where wallets look for it', async () => {
    const { mint, holding, metadata } = await createToken(connection, operator, PLAN);
    const { name, symbol } = PLAN;
    const account = await connection.getAccountInfo(metadata);
    expect(await getMint(connection, mint)).toMatchObject({ decimals: 3, supply: PLAN.supply, freezeAuthority: null });
    expect(await balance(holding)).toBe(PLAN.supply);
    expect(account?.owner).toEqual(METADATA_PROGRAM_ID);
    expect(account?.data).toEqual(encodeMetadata({ mint, updateAuthority: operator.publicKey, name, symbol, uri: '' }));
  });

  it('finds the token again, and refuses its seed for another one', async () => {
    const token = await createToken(connection, operator, PLAN);
    expect(await createToken(connection, operator, PLAN)).toEqual(token);
    expect((await getMint(connection, token.mint)).supply).toBe(PLAN.supply);
    await expect(createToken(connection, operator, { ...PLAN, decimals: 4 })).rejects.toThrow('with 3 decimals');
  });
});

describe('createPool', () => {
  it('moves the liquidity in and gives the AMM the liquidity mint', async () => {
    const { mint, holding } = await createToken(connection, operator, PLAN);
    const before = await balance(holding);
    const pool = await createPool(connection, operator, poolOf(mint, 'first'));
    const lpMint = await getMint(connection, pool.lpMint);
    expect([await balance(pool.baseVault), await balance(pool.quoteVault)]).toEqual([4_000n, 9n * SOL]);
    expect(before - (await balance(holding))).toBe(4_000n);
    // ⌊√(4,000 × 9 × 10⁹)⌋
    expect([lpMint.supply, lpMint.mintAuthority]).toEqual([6_000_000n, pool.authority]);
  });

  it('takes up a pool whose accounts were written and never funded', async () => {
    const { mint } = await createToken(connection, operator, PLAN);
    const plan = poolOf(mint, 'broken off');
    const addresses = poolAddresses(plan.seed, plan.base, plan.quote);
    const owner = operator.publicKey;
    const { base, quote } = plan;
    const accounts = { addresses, base, quote, owner, lpSupply: 6_000_000n, vaultRent: 2_039_280n };
    await writeAccounts(connection, emptyPoolAccounts(accounts));
    await createPool(connection, operator, plan);
    await createPool(connection, operator, plan);
    expect([await balance(addresses.baseVault), await balance(addresses.quoteVault)]).toEqual([4_000n, 9n * SOL]);
  });

  it('refuses a side without liquidity', async () => {
    const plan = { ...poolOf(Keypair.generate().publicKey, 'dry'), baseAmount: 0n };
    await expect(createPool(connection, operator, plan)).rejects.toThrow('liquidity on both sides');
  });
});

describe('ensureBalance', () => {
  it('adds only what is missing', async () => {
    const { publicKey } = Keypair.generate();
    await ensureBalance(connection, publicKey, 2n * SOL);
    await ensureBalance(connection, publicKey, SOL);
    await ensureBalance(connection, publicKey, 3n * SOL);
    expect(await connection.getBalance(publicKey)).toBe(3_000_000_000);
  });
});

describe('the command line', () => {
  const tools = async (...args: string[]): Promise<Record<string, string>> => {
    const made = await runCommand([...args, '--url', localnet.rpcUrl]);
    return JSON.parse(JSON.stringify(made));
  };

  it('gives money, and makes a token and its pool', async () => {
    const to = Keypair.generate().publicKey;
    await tools('airdrop', '--to', to.toBase58(), '--sol', '1.5');
    expect(await connection.getBalance(to)).toBe(1_500_000_000);

    const made = await tools('create-token', '--seed', 'cli', '--name', 'Cli', '--symbol', 'CLI', '--decimals', '2');
    const amounts = ['--base-amount', '12.34', '--quote-amount', '0.5'];
    const pool = await tools('create-pool', '--base', String(made['mint']), ...amounts);
    expect(await balance(new PublicKey(String(pool['baseVault'])))).toBe(1_234n);
    expect(await balance(new PublicKey(String(pool['quoteVault'])))).toBe(500_000_000n);
  });

  it('adds liquidity at the ratio of the pool and takes it out again, by the instructions of the SDK', async () => {
    const { mint } = await createToken(connection, operator, PLAN);
    await createPool(connection, operator, poolOf(mint, 'liquid'));
    const base = ['--base', mint.toBase58(), '--seed', 'liquid'];
    const added = await tools('add-liquidity', ...base, '--base-amount', '2');
    // ⌊6,000,000 × 2,000 / 4,000⌋ more liquidity tokens.
    expect(added).toMatchObject({ baseReserve: '6000', quoteReserve: String((27n * SOL) / 2n), liquidity: '9000000' });
    const left = await tools('remove-liquidity', ...base, '--lp-amount', '4500');
    expect(left).toMatchObject({ baseReserve: '3000', quoteReserve: String((27n * SOL) / 4n), liquidity: '4500000' });
    await expect(tools('remove-liquidity', ...base, '--lp-amount', '4500.001')).rejects.toThrow('0x28');
  });

  it.each([
    ['an unknown command', ['mint-money'], 'Commands:'],
    ['an unknown option', ['demo', '--fast'], "Unknown option '--fast'"],
    ['a missing option', ['airdrop', '--sol', '1'], '--to is missing'],
    ['a wrong address', ['airdrop', '--to', 'me', '--sol', '1'], '"me" is not an address'],
    ['an amount that is no number', ['airdrop', '--to', operator.publicKey.toBase58(), '--sol', 'all'], '"all" is not'],
  ])('refuses %s', async (_, args, sentence) => {
    await expect(tools(...args)).rejects.toThrow(sentence);
  });

  it('prints JSON, and ends with an error and a sentence', async () => {
    const run = (...args: string[]) =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', '--conditions=source', MAIN, ...args]);
    const [printed, refused] = await Promise.allSettled([run('demo', '--url', localnet.rpcUrl), run('mint-money')]);
    expect(printed.status === 'fulfilled' && JSON.parse(printed.value.stdout)).toEqual(
      JSON.parse(JSON.stringify(demoAddresses())),
    );
    expect(refused).toMatchObject({
      status: 'rejected',
      reason: { code: 1, stderr: expect.stringMatching(/^Commands:/) },
    });
  });
});
