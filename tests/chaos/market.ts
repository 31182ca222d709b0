/** Before the faults: an account, a market, and wallets with money, through the public API and the local chain's tools. */
import {
  createAssociatedTokenAccountIdempotentInstruction,
  createTransferInstruction,
  getAssociatedTokenAddressSync,
} from '@solana/spl-token';
import { Connection, type Keypair, PublicKey } from '@solana/web3.js';
import type { Pool } from 'pg';
import { WebSocket } from 'ws';
import { type ApiClient, createApiClient } from '#client/api-client.ts';
import { CreateWalletDocument } from '#client/generated/operations.ts';
import { DEMO_POOL, demoAddresses } from '../../localnet/tools/demo.ts';
import { operatorKeypair } from '../../localnet/tools/keys.ts';
import { sendInstructions } from '../../localnet/tools/transactions.ts';
import { fund, prepareMarket, signUp } from '../../scripts/rehearse/campaigns.ts';
import { importCanary } from './canary.ts';
import type { ChaosStack } from './stack.ts';

/** Enough wallets for signatures side by side: those of one wallet wait for each other. */
const WALLETS = 24;
const LAMPORTS = 40_000_000_000n;
const TOKENS = 40_000_000_000n;
const PARALLEL = 8;

export interface Trader {
  readonly walletId: string;
  readonly address: string;
}

export interface Market {
  readonly organizationId: string;
  readonly genesisHash: string;
  readonly poolId: string;
  /** Of the demo token; the other side is SOL. */
  readonly mint: string;
  /** As the pool begins: so many lamports for so many base units of the token. */
  readonly price: { readonly lamports: bigint; readonly tokens: bigint };
  readonly traders: readonly [Trader, ...Trader[]];
  /** Of one of them. */
  readonly canary: Keypair;
}

export async function openMarket(stack: ChaosStack, db: Pool): Promise<Market> {
  const api = createApiClient({ url: stack.url, webSocketImpl: WebSocket });
  const connection = new Connection(stack.chainPorts.rpcUrls[0], 'confirmed');
  try {
    const session = await signUp(api, 'chaos');
    const { poolId } = await prepareMarket(api, connection);
    const canary = await importCanary(api, session);
    const addresses = [canary.publicKey.toBase58()];
    await endow(connection, canary.publicKey.toBase58());
    for (let made = 1; made < WALLETS; made += PARALLEL) {
      const batch = Array.from({ length: Math.min(PARALLEL, WALLETS - made) }, (_, index) => made + index);
      addresses.push(...(await Promise.all(batch.map((index) => openTrader(api, connection, index)))));
    }
    return { ...(await rowsOf(db, poolId, addresses)), canary };
  } finally {
    await api.close();
  }
}

async function openTrader(api: ApiClient, connection: Connection, index: number): Promise<string> {
  const input = { label: `Chaos ${index + 1}`, idempotencyKey: crypto.randomUUID() };
  const { address } = (await api.run(CreateWalletDocument, { input })).createWallet;
  await endow(connection, address);
  return address;
}

async function endow(connection: Connection, address: string): Promise<void> {
  await fund(connection, address, LAMPORTS);
  await giveTokens(connection, new PublicKey(address));
}

async function giveTokens(connection: Connection, owner: PublicKey): Promise<void> {
  const operator = operatorKeypair();
  const { mint, holding } = demoAddresses().token;
  const account = getAssociatedTokenAddressSync(mint, owner);
  await sendInstructions(
    connection,
    [operator],
    [
      createAssociatedTokenAccountIdempotentInstruction(operator.publicKey, account, owner, mint),
      createTransferInstruction(holding, account, operator.publicKey, TOKENS),
    ],
  );
}

async function rowsOf(db: Pool, poolId: string, addresses: readonly string[]): Promise<Omit<Market, 'canary'>> {
  const { rows } = await db.query<{ id: string; address: string; organization: string; genesis: string }>(
    `SELECT id, address, organization_id AS organization, genesis_hash AS genesis FROM wallets WHERE address = ANY($1)`,
    [addresses],
  );
  const [first, ...others] = rows.map(({ id, address }): Trader => ({ walletId: id, address }));
  const [row] = rows;
  if (first === undefined || row === undefined) throw new Error('no wallet was made');
  return {
    ...{ organizationId: row.organization, genesisHash: row.genesis, poolId },
    mint: demoAddresses().token.mint.toBase58(),
    price: { lamports: DEMO_POOL.quoteAmount, tokens: DEMO_POOL.baseAmount },
    traders: [first, ...others],
  };
}
