import { parseArgs } from 'node:util';
import { getMint, NATIVE_MINT } from '@solana/spl-token';
import { Connection, PublicKey } from '@solana/web3.js';
import { parseDecimal } from './amounts.ts';
import { createDemo } from './demo.ts';
import { operatorKeypair } from './keys.ts';
import { addLiquidity, type LiquidityResult, type PoolReference, removeLiquidity } from './liquidity.ts';
import { createPool } from './pool.ts';
import type { PoolSide } from './pool-accounts.ts';
import { createToken } from './token.ts';
import { airdrop } from './transactions.ts';

const USAGE = `Commands:
  airdrop       --to ADDRESS --sol AMOUNT
  create-token  --seed NAME --name TEXT --symbol TEXT [--decimals 6] [--supply 1000000000] [--uri TEXT]
  create-pool   --base MINT --base-amount AMOUNT --quote-amount AMOUNT [--quote MINT] [--seed NAME]
  add-liquidity     --base MINT --base-amount AMOUNT [--quote MINT] [--seed NAME]
  remove-liquidity  --base MINT --lp-amount AMOUNT [--quote MINT] [--seed NAME]
  demo
Every command takes --url (default http://127.0.0.1:8899).`;

const SOL_DECIMALS = 9;

const OPTIONS = {
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
  'lp-amount': { type: 'string' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];
type Command = (connection: Connection, values: Values) => Promise<unknown>;

function required(values: Values, name: keyof Values): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing\n${USAGE}`);
  return value;
}

function addressOf(text: string): PublicKey {
  try {
    return new PublicKey(text);
  } catch {
    throw new Error(`"${text}" is not an address`);
  }
}

async function poolSide(connection: Connection, address: string): Promise<PoolSide> {
  const mint = addressOf(address);
  return { mint, decimals: (await getMint(connection, mint)).decimals };
}

async function poolReference(connection: Connection, values: Values): Promise<PoolReference> {
  const base = await poolSide(connection, required(values, 'base'));
  return { seed: values.seed ?? 'default', base, quote: await poolSide(connection, values.quote) };
}

const airdropCommand: Command = async (connection, values) => {
  const to = addressOf(required(values, 'to'));
  return { signature: await airdrop(connection, to, parseDecimal(required(values, 'sol'), SOL_DECIMALS)) };
};

const createTokenCommand: Command = (connection, values) => {
  const [seed, name, symbol] = [required(values, 'seed'), required(values, 'name'), required(values, 'symbol')];
  const decimals = Number(parseDecimal(values.decimals, 0));
  const supply = parseDecimal(values.supply, decimals);
  return createToken(connection, operatorKeypair(), { seed, name, symbol, decimals, supply, uri: values.uri ?? '' });
};

const createPoolCommand: Command = async (connection, values) => {
  const pool = await poolReference(connection, values);
  return createPool(connection, operatorKeypair(), {
    ...pool,
    baseAmount: parseDecimal(required(values, 'base-amount'), pool.base.decimals),
    quoteAmount: parseDecimal(required(values, 'quote-amount'), pool.quote.decimals),
  });
};

const addLiquidityCommand: Command = async (connection, values) => {
  const pool = await poolReference(connection, values);
  const amount = parseDecimal(required(values, 'base-amount'), pool.base.decimals);
  return shown(await addLiquidity(connection, operatorKeypair(), pool, amount));
};

const removeLiquidityCommand: Command = async (connection, values) => {
  const pool = await poolReference(connection, values);
  // The liquidity mint has the decimals of the base side.
  const amount = parseDecimal(required(values, 'lp-amount'), pool.base.decimals);
  return shown(await removeLiquidity(connection, operatorKeypair(), pool, amount));
};

/** JSON has no numbers wide enough. */
function shown({ signature, ...amounts }: LiquidityResult) {
  return { signature, ...Object.fromEntries(Object.entries(amounts).map(([name, value]) => [name, String(value)])) };
}

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['airdrop', airdropCommand],
  ['create-token', createTokenCommand],
  ['create-pool', createPoolCommand],
  ['add-liquidity', addLiquidityCommand],
  ['remove-liquidity', removeLiquidityCommand],
  ['demo', createDemo],
]);

/**
 * Runs one command of the toolbox. Amounts are decimal numbers of whole tokens or SOL.
 *
 * @param args the words after the program's name
 * @returns what was made, fit for JSON
 * @throws Error with a sentence for the person at the terminal
 */
export async function runCommand(args: readonly string[]): Promise<unknown> {
  const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const command = COMMANDS.get(positionals[0] ?? '');
  if (command === undefined) throw new Error(USAGE);
  return command(new Connection(values.url, 'confirmed'), values);
}
