/** The whole product in a throw-away folder, and somebody with a funded wallet who trades on it. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Connection, PublicKey } from '@solana/web3.js';
import {
  AddPoolDocument,
  CreateCampaignDocument,
  CreateWalletDocument,
  RegisterTokenDocument,
  SignUpDocument,
  type TwapBuyInput,
} from '#client/generated/operations.ts';
import { createDemo } from '../../../localnet/tools/demo.ts';
import { airdrop } from '../../../localnet/tools/transactions.ts';
import { freePort } from '../../../scripts/lib/ports.mjs';
import { type Stack, startStack } from '../../../scripts/lib/stack.mjs';
import { StopList } from '../../../scripts/lib/stop-list.mjs';
import { type Ask, createAsk } from './api.ts';

/** Slots four times as fast as the default: a trade is final after three seconds and a half. */
const SLOT_MS = '100';
/** A test asks far more often than a person does; the limits have tests of their own. */
const RATE_LIMIT_FACTOR = '1000';
const FUNDS = 200_000_000_000n;

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export interface Product {
  /** Of the server, without a slash at the end. */
  readonly url: string;
  readonly person: Person;
  /** Asks as that person. */
  readonly ask: Ask;
  readonly connection: Connection;
  /** As the application's own processes reach it. */
  readonly databaseUrl: string;
  /** Makes a campaign that buys DRIP with SOL. Returns its id. */
  createCampaign(name: string, twapBuy: Omit<TwapBuyInput, 'budget'> & { budget: string }): Promise<string>;
  stop(): Promise<void>;
}

const idempotencyKey = (): string => randomUUID();

async function setUpTrading(ask: Ask, connection: Connection) {
  const demo = await createDemo(connection);
  const { createWallet } = await ask(CreateWalletDocument, {
    input: { label: 'Trading', idempotencyKey: idempotencyKey() },
  });
  await airdrop(connection, new PublicKey(createWallet.address), FUNDS);
  const mint = demo.token.mint.toBase58();
  const { registerToken } = await ask(RegisterTokenDocument, { input: { mint, idempotencyKey: idempotencyKey() } });
  const pool = { address: demo.pool.pool.toBase58(), tokenId: registerToken.id, idempotencyKey: idempotencyKey() };
  const { addPool } = await ask(AddPoolDocument, { input: pool });
  return { tokenId: registerToken.id, poolId: addPool.id, walletId: createWallet.id, slippageBps: 100 };
}

async function openFor(stack: Stack): Promise<Omit<Product, 'stop'>> {
  const { url, chain, database } = stack;
  const person = { name: 'Ada', email: 'ada@example.org', password: `quiet-${randomUUID()}` };
  const { signUp } = await createAsk(url)(SignUpDocument, { input: person });
  const ask = createAsk(url, signUp.accessToken);
  const connection = new Connection(chain.rpcUrls[0] ?? '', 'confirmed');
  const trading = await setUpTrading(ask, connection);
  return {
    ...{ url, person, ask, connection, databaseUrl: database.DATABASE_MIGRATION_URL },
    async createCampaign(name, twapBuy) {
      const input = { ...trading, name, twapBuy, idempotencyKey: idempotencyKey() };
      return (await ask(CreateCampaignDocument, { input })).createCampaign.id;
    },
  };
}

/** Starts everything `npm start` does, console included, on free ports. */
export async function startProduct(): Promise<Product> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-e2e-'));
  const stops = new StopList();
  const stop = async (): Promise<void> => {
    await stops.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    const env = { ...process.env, LOCALNET_SLOT_MS: SLOT_MS, RATE_LIMIT_FACTOR };
    const stack = await startStack({ dataDir: folder, port: await freePort(), env, stops });
    return { ...(await openFor(stack)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
