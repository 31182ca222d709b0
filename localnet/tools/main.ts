/**
 * The local chain's toolbox: `node --import tsx --conditions=source localnet/tools/main.ts <command> [--option value]`.
 * Prints one JSON object. Amounts are decimal numbers of whole tokens or SOL.
 */
import { parseArgs } from 'node:util';
import { getMint, NATIVE_MINT } from '@solana/spl-token';
import { Connection, PublicKey } from '@solana/web3.js';
import { parseDecimal } from './amounts.ts';
import { createDemo } from './demo.ts';
import { operatorKeypair } from './keys.ts';
import { createPool } from './pool.ts';
import type { PoolSide } from './pool-accounts.ts';
import { createToken } from './token.ts';
import { airdrop } from './transactions.ts';

const USAGE = `Commands:
  airdrop       --to ADDRESS --sol AMOUNT
  create-token  --seed NAME --name TEXT --symbol TEXT [--decimals 6] [--supply 1000000000] [--uri TEXT]
  create-pool   --base MINT --base-amount AMOUNT --quote-amount AMOUNT [--quote MINT] [--seed NAME]
  demo
Every command takes --url (default http://127.0.0.1:8899).`;

const SOL_DECIMALS = 9;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8899' },
    to: { type: 'string' },
    sol: { type: 'string' },
    seed: { type: 'string' },
    name: { type: 'string' },
    symbol: { type: 'string' },
    uri: { type: 'string' },
    decimals: { type: 'string', default: '6' },
    supply: { type: 'string', default: '1000000000' },
    base: { type: 'string' },
    quote: { type: 'string', default: NATIVE_MINT.toBase58() },
    'base-amount': { type: 'string' },
    'quote-amount': { type: 'string' },
  },
});
const connection = new Connection(values.url, 'confirmed');

function required(name: 'to' | 'sol' | 'seed' | 'name' | 'symbol' | 'base' | 'base-amount' | 'quote-amount'): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing\n${USAGE}`);
  return value;
}

async function poolSide(address: string): Promise<PoolSide> {
  const mint = new PublicKey(address);
  return { mint, decimals: (await getMint(connection, mint)).decimals };
}

async function createPoolFromOptions() {
  const [base, quote] = await Promise.all([poolSide(required('base')), poolSide(values.quote)]);
  return createPool(connection, operatorKeypair(), {
    ...{ seed: values.seed ?? 'default', base, quote },
    baseAmount: parseDecimal(required('base-amount'), base.decimals),
    quoteAmount: parseDecimal(required('quote-amount'), quote.decimals),
  });
}

const COMMANDS: Readonly<Record<string, () => Promise<unknown>>> = {
  airdrop: async () => ({
    signature: await airdrop(connection, new PublicKey(required('to')), parseDecimal(required('sol'), SOL_DECIMALS)),
  }),
  'create-token': () => {
    const decimals = Number(values.decimals);
    const supply = parseDecimal(values.supply, decimals);
    const plan = { seed: required('seed'), name: required('name'), symbol: required('symbol'), decimals, supply };
    return createToken(connection, operatorKeypair(), values.uri === undefined ? plan : { ...plan, uri: values.uri });
  },
  'create-pool': createPoolFromOptions,
  demo: () => createDemo(connection),
};

async function run(): Promise<void> {
  const command = COMMANDS[positionals[0] ?? ''];
  if (command === undefined) throw new Error(USAGE);
  process.stdout.write(`${JSON.stringify(await command(), null, 2)}\n`);
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
