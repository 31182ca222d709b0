/** Trades that somebody makes up who has a database role, past all of our own code. */
import { type IntentId, WSOL_MINT } from '#core/domain/ids.ts';
import { newId } from '#core/store/new-id.ts';
import type { RoleHands } from './as-role.ts';
import { type Desk, SOL, type Trade } from './trading-desk.ts';
import type { World } from './world.ts';

interface Forgery {
  readonly world: World;
  readonly desk: Desk;
  /** Whose run and campaign it says it belongs to. */
  readonly trade: Trade;
}

/**
 * Inserts an intent as the dispatcher would for the run of `trade`, but for what is said otherwise.
 * @throws as Postgres refuses
 */
export async function forgeTrade(
  hands: RoleHands,
  organizationIds: readonly string[],
  { world, desk, trade }: Forgery,
  over: Readonly<Record<string, unknown>> = {},
): Promise<IntentId> {
  const at = new Date();
  const id = newId<IntentId>();
  const row: Record<string, unknown> = {
    ...{ id, organization_id: desk.actor.organizationId, genesis_hash: world.chain.genesisHash, source: 'RUN' },
    ...{ campaign_id: trade.campaignId, run_id: trade.runId, sequence: 900, idempotency_key: id, kind: 'BUY' },
    ...{ wallet_id: desk.wallet.id, fee_payer_wallet_id: desk.wallet.id, pool_id: desk.poolId },
    ...{ input_mint: WSOL_MINT, output_mint: world.demo.mint, amount_in: SOL, slippage_bps: 100, route: 'RPC' },
    ...{ due_at: at, first_due_at: at, not_after: new Date(at.getTime() + 60_000), signature_budget: 5, tip: 0 },
    ...over,
  };
  const columns = Object.keys(row);
  const text = `INSERT INTO intents (${columns}) VALUES (${columns.map((_, index) => `$${index + 1}`)})`;
  await hands.query(organizationIds, text, Object.values(row).map(toValue));
  return id;
}

const toValue = (value: unknown): unknown => (typeof value === 'bigint' ? `${value}` : value);
