/** A person's orders, put in while everything fails: each of an amount that no other has, so that the chain can tell them. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { insist } from './database.ts';
import type { Market } from './market.ts';
import type { Timeline } from './timeline.ts';

const WSOL_MINT = 'So11111111111111111111111111111111111111112';
const BATCH_MS = 500;
/** Never over by time or by signatures alone: what is not landed at the end is lost. */
const VALID_FOR = '1 day';
const SIGNATURES = 1_000;
const SLIPPAGE_BPS = 3_000;
/** A limit that the market never gets near, so that a price that moves between two quotes refuses nothing. */
const LIMIT_PERCENT = 85n;
/** Lamports of the smallest purchase; tokens of the smallest sale lie above all purchases. */
const LEAST_BUY = 1_000_000n;
const LEAST_SELL = 10_000_000n;

export interface Order {
  readonly id: string;
  /** In base units of what is given; unique among all orders. */
  readonly amountIn: bigint;
}

interface OrderRow {
  readonly id: string;
  readonly kind: 'BUY' | 'SELL';
  readonly wallet_id: string;
  readonly input_mint: string;
  readonly output_mint: string;
  readonly amount_in: string;
  readonly limit_in: string;
  readonly limit_out: string;
}

/** Puts in `count` orders evenly over `seconds`, and answers those that Postgres has acknowledged: all of them. */
export async function putInOrders(
  db: Pool,
  market: Market,
  timeline: Timeline,
  { count, seconds }: { count: number; seconds: number },
): Promise<Order[]> {
  const startedAt = timeline.now();
  const orders: Order[] = [];
  while (orders.length < count) {
    const share = Math.min(1, (timeline.now() - startedAt + BATCH_MS) / (seconds * 1_000));
    const batch = Array.from({ length: Math.ceil(count * share) - orders.length }, (_, index) =>
      orderRow(market, orders.length + index),
    );
    if (batch.length > 0) await insert(db, market, batch);
    orders.push(...batch.map((row) => ({ id: row.id, amountIn: BigInt(row.amount_in) })));
    await delay(BATCH_MS);
  }
  timeline.tell(`all ${count} orders are in`);
  return orders;
}

/** Purchases and sales in turn, so that the price stays where it is. */
function orderRow({ traders, mint, price }: Market, index: number): OrderRow {
  const sells = index % 2 === 1;
  const { walletId } = traders[Math.floor(index / 2) % traders.length] ?? traders[0];
  const mints = sells ? { input_mint: mint, output_mint: WSOL_MINT } : { input_mint: WSOL_MINT, output_mint: mint };
  const amount = (sells ? LEAST_SELL : LEAST_BUY) + BigInt(index);
  const [given, got] = sells ? [price.tokens, price.lamports] : [price.lamports, price.tokens];
  return {
    ...{ id: randomUUID(), kind: sells ? 'SELL' : 'BUY', wallet_id: walletId, ...mints, amount_in: amount.toString() },
    ...{ limit_in: (given * 100n).toString(), limit_out: (got * LIMIT_PERCENT).toString() },
  };
}

/** One statement, with keys of its own: when its answer is lost, it is said again and changes nothing. */
async function insert(db: Pool, market: Market, rows: readonly OrderRow[]): Promise<void> {
  await insist(
    db,
    `INSERT INTO intents (id, organization_id, genesis_hash, source, idempotency_key, kind, wallet_id, fee_payer_wallet_id,
                          pool_id, input_mint, output_mint, amount_in, limit_in, limit_out, slippage_bps, due_at, first_due_at, not_after,
                          signature_budget)
     SELECT o.id, $2, $3, 'PERSON', 'chaos:' || o.id, o.kind, o.wallet_id, o.wallet_id, $4, o.input_mint, o.output_mint,
            o.amount_in, o.limit_in, o.limit_out, $5, now(), now(), now() + $6::interval, $7
     FROM jsonb_to_recordset($1) AS o (id uuid, kind "IntentKind", wallet_id uuid, input_mint text, output_mint text,
                                       amount_in numeric, limit_in numeric, limit_out numeric)
     ON CONFLICT (organization_id, idempotency_key) DO NOTHING`,
    [
      JSON.stringify(rows),
      ...[market.organizationId, market.genesisHash, market.poolId, SLIPPAGE_BPS, VALID_FOR, SIGNATURES],
    ],
  );
}
