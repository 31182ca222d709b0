/**
 * The bare path as a process: the same swaps with the product's own builder, quote, vault and RPC client, and nothing around
 * them. Each turn reads the pool, quotes, builds, signs, sends, waits for `confirmed` and writes one row. Says when it begins and
 * what came of it, a line of JSON each, and ends with its standard input.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChain } from '#core/adapters/solana/chain.ts';
import { solanaCodec } from '#core/adapters/solana/codec.ts';
import { environmentKek } from '#core/adapters/vault/kek/environment.ts';
import { createVault } from '#core/adapters/vault/vault.ts';
import { raydiumVenue } from '#core/adapters/venues/raydium/raydium-venue.ts';
import {
  type Address,
  type IntentId,
  type Signature,
  type UserId,
  type WalletId,
  WSOL_MINT,
} from '#core/domain/ids.ts';
import { tokenAmount } from '#core/domain/money.ts';
import type { Chain, LatestBlockhash } from '#core/ports/chain.ts';
import type { StoredKey } from '#core/ports/vault.ts';
import type { PoolKeys } from '#core/ports/venue.ts';
import { type Database, openDatabase } from '#core/store/db.ts';
import { NO_TENANT } from '#core/store/tenant.ts';

export interface BareOrder {
  readonly rpcUrl: string;
  readonly databaseUrl: string;
  readonly pool: string;
  readonly wallets: number;
  readonly concurrency: number;
  readonly seconds: number;
  readonly tradeLamports: string;
}

export interface BareAnswer {
  /** Swaps seen at `confirmed`, and written. */
  readonly landed: number;
  readonly seconds: number;
}

const COMPUTE_UNITS = 200_000;
const COMPUTE_PRICE = 1_000n;
const SLIPPAGE_BPS = 1_000;
const POLL_MS = 100;
const STATUSES_PER_CALL = 256;
const BLOCKHASH_MS = 2_000;
const AIRDROP_LAMPORTS = 20_000_000_000;

interface Bench {
  readonly order: BareOrder;
  readonly chain: Chain;
  readonly db: Database;
  readonly keys: PoolKeys;
  readonly vault: ReturnType<typeof createVault>;
  readonly confirmations: Confirmations;
  blockhash: LatestBlockhash;
}

/** One poll for all that wait, 256 signatures a call. */
class Confirmations {
  readonly #waiting = new Map<Signature, (landed: boolean) => void>();
  readonly #chain: Chain;

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  of(signature: Signature): Promise<boolean> {
    return new Promise((resolve) => this.#waiting.set(signature, resolve));
  }

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const signatures = [...this.#waiting.keys()];
      for (let from = 0; from < signatures.length; from += STATUSES_PER_CALL) {
        await this.#ask(signatures.slice(from, from + STATUSES_PER_CALL));
      }
      await sleep(POLL_MS);
    }
    for (const resolve of this.#waiting.values()) resolve(false);
  }

  async #ask(signatures: readonly Signature[]): Promise<void> {
    const { statuses } = await this.#chain.best().statuses(signatures);
    for (const [index, signature] of signatures.entries()) {
      const status = statuses[index];
      if (status == null || status.commitment === 'processed') continue;
      this.#waiting.get(signature)?.(status.error === null);
      this.#waiting.delete(signature);
    }
  }
}

async function swap(bench: Bench, key: StoredKey): Promise<boolean> {
  const { chain, keys, order } = bench;
  const accounts = await chain.best().accounts(raydiumVenue.poolAccounts(keys), { commitment: 'processed' });
  const pool = raydiumVenue.decodePool(keys.address, accounts.accounts);
  const amountIn = tokenAmount(BigInt(order.tradeLamports));
  const quote = raydiumVenue.quoteExactIn({ pool, inputMint: WSOL_MINT, amountIn, slippageBps: SLIPPAGE_BPS });
  const wallet = key.owner.address;
  const instructions = raydiumVenue.buildSwap({
    ...{ intentId: randomUUID() as IntentId, wallet, feePayer: wallet, pool: keys, inputMint: WSOL_MINT, amountIn },
    ...{ minAmountOut: quote.minAmountOut, computeUnitLimit: COMPUTE_UNITS, computeUnitPrice: COMPUTE_PRICE },
  });
  const message = solanaCodec.compile({ feePayer: wallet, blockhash: bench.blockhash.blockhash, instructions });
  const { raw, signature } = solanaCodec.assemble(message, [(await bench.vault.open(key)).sign(message)]);
  await chain.best().send(raw);
  const landed = await bench.confirmations.of(signature);
  await bench.db.as(NO_TENANT).query({
    name: 'bench-row',
    text: 'INSERT INTO bench_swaps (signature, landed, quoted) VALUES ($1, $2, $3)',
    values: [signature, landed, quote.amountOut],
  });
  return landed;
}

async function openWallets(bench: Pick<Bench, 'vault' | 'chain' | 'order'>): Promise<StoredKey[]> {
  const userId = randomUUID() as UserId;
  const { blob: dataKey } = await bench.vault.makeDataKey(userId);
  const making = Array.from({ length: bench.order.wallets }, async (): Promise<StoredKey> => {
    const owner = { userId, walletId: randomUUID() as WalletId, genesisHash: bench.chain.genesisHash };
    const { address, blob } = await bench.vault.createWallet(owner, dataKey);
    return { owner: { ...owner, address }, blob, dataKey };
  });
  const made = await Promise.all(making);
  for (const { owner } of made) await airdrop(bench.order.rpcUrl, owner.address);
  await sleep(3_000); // the airdrops are final long before the first swap
  return made;
}

async function airdrop(rpcUrl: string, address: Address): Promise<void> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'requestAirdrop', params: [address, AIRDROP_LAMPORTS] });
  const response = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (!response.ok) throw new Error(`the faucet answered ${response.status}`);
}

async function run(order: BareOrder): Promise<BareAnswer> {
  const chain = await createChain({ endpoints: [{ url: order.rpcUrl }] });
  const db = openDatabase({ url: order.databaseUrl, max: 16, applicationName: 'bench-bare' });
  const vault = createVault(environmentKek([{ id: 'bench', key: randomBytes(32) }]));
  const wallets = await openWallets({ vault, chain, order });
  const { accounts } = await chain.best().accounts([order.pool as Address], { commitment: 'confirmed' });
  const bench: Bench = {
    ...{ order, chain, db, vault, confirmations: new Confirmations(chain) },
    keys: raydiumVenue.poolKeys(order.pool as Address, accounts[0] ?? null),
    blockhash: await chain.best().latestBlockhash('confirmed'),
  };
  const stop = new AbortController();
  const polling = bench.confirmations.run(stop.signal);
  const refreshing = setInterval(() => {
    void chain
      .best()
      .latestBlockhash('confirmed')
      .then((latest) => Object.assign(bench, { blockhash: latest }));
  }, BLOCKHASH_MS);

  tell({ begun: true });
  const begun = performance.now();
  const ends = begun + order.seconds * 1_000;
  let landed = 0;
  const loop = async (index: number): Promise<void> => {
    const key = wallets[index % wallets.length];
    while (key !== undefined && performance.now() < ends) if (await swap(bench, key).catch(() => false)) landed += 1;
  };
  await Promise.all(Array.from({ length: order.concurrency }, (_, index) => loop(index)));
  const seconds = (performance.now() - begun) / 1_000;
  clearInterval(refreshing);
  stop.abort();
  await polling;
  await chain.close();
  await db.close();
  return { landed, seconds };
}

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

process.stdin.resume().once('end', () => process.exit(0));
tell(await run(JSON.parse(process.env['BENCH_ORDER'] ?? '') as BareOrder));
