/** The rows the guards look at, read under the locks that keep them from changing until the signatures are stored. */
import type { CampaignStatus, RunStatus } from '#core/domain/campaign/transitions.ts';
import type { IntentState } from '#core/domain/execution/states.ts';
import type { IntentId, WalletId } from '#core/domain/ids.ts';
import type { GuardRows, SigningScope } from '#core/ports/signing-store.ts';
import type { Transaction } from './db.ts';
import { lockNames, lockShared } from './locks.ts';

/**
 * Waits for state changes in progress and holds back new ones; then serialises signatures of the same wallets, and those of
 * these intents with their expiry or cancellation. A wallet's signatures wait for each other alone, by a lock of their own: its row
 * is written by whoever books its ledger. Each kind of lock is taken in the order of ids over the whole batch, so that no two
 * batches wait for each other.
 */
export async function lockForSigning(tx: Transaction, scopes: readonly SigningScope[]): Promise<void> {
  await lockShared(
    tx,
    scopes.map(({ organizationId, walletIds, campaignId }) => ({
      platform: true,
      organizationId,
      walletIds,
      campaignId,
    })),
  );
  await lockNames(
    tx,
    scopes.flatMap(({ walletIds }) => walletIds.map((id) => `signing:${id}`)),
  );
  await lockIntents(
    tx,
    scopes.map(({ intentId }) => intentId),
  );
  await lockNames(tx, scopes.flatMap(selfTrades));
}

const lockIntents = (tx: Transaction, ids: readonly IntentId[]): Promise<unknown> =>
  tx.query({
    name: 'signing-lock-intents',
    text: 'SELECT 1 FROM intents WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
    values: [ids],
  });

/**
 * All signatures that trade one mint for an organisation, one after the other; only where self-trades are refused: two wallets
 * could else sign past each other.
 */
const selfTrades = ({ organizationId, mints, selfTradeWindowMs }: SigningScope): string[] =>
  selfTradeWindowMs === null ? [] : mints.map((mint) => `self-trade:${organizationId}:${mint}`);

interface FlatRow extends Record<string, unknown> {
  readonly intentId: IntentId;
  readonly now: Date;
  readonly state: IntentState;
  readonly fence: bigint;
  readonly reviewReason: string | null;
  readonly signatures: number;
  readonly signatureBudget: number;
  readonly hasLiveAttempt: boolean;
  readonly dueAt: Date;
  readonly denials: bigint;
  readonly campaignStatus: CampaignStatus | null;
  readonly generation: bigint;
  readonly maxTip: bigint;
  readonly strategy: string;
  readonly strategyVersion: number;
  readonly parameters: unknown;
  readonly differences: readonly string[];
  readonly runStatus: RunStatus | null;
  readonly budget: bigint;
  readonly spent: bigint;
  readonly committed: bigint;
  readonly runReserved: bigint;
  readonly signedFor: bigint;
  readonly guardStates: GuardRows['guardStates'];
  readonly wallets: GuardRows['wallets'];
  readonly reserved: readonly { walletId: WalletId; asset: string; amount: string }[];
  readonly destination: { readonly addedAt: string } | null;
  readonly oppositeTrades: bigint;
}

const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/**
 * Trades of the same mint, the other way, that other wallets of the organisation have in flight or have landed inside the window.
 * A purchase trades its output's mint, a sale its input's; and the same pair the other way round is opposite whatever the two are
 * called, for buying SOL with a token is selling the token.
 */
const OPPOSITE_TRADES = `
  SELECT count(*) FROM intents o
  JOIN attempts a ON a.intent_id = o.id
   AND (a.state = 'LIVE' OR (a.state = 'LANDED_OK' AND a.closed_at > clock_timestamp() - s.window_ms * interval '1 ms'))
  WHERE o.organization_id = i.organization_id AND o.wallet_id <> i.wallet_id AND o.destination IS NULL
    AND ((o.input_mint = i.output_mint AND o.output_mint = i.input_mint)
      OR (o.kind <> i.kind AND CASE o.kind WHEN 'BUY' THEN o.output_mint ELSE o.input_mint END
                             = CASE i.kind WHEN 'BUY' THEN i.output_mint ELSE i.input_mint END))`;

/** Where a withdrawal goes, as its own organisation has listed it and not removed it. */
const DESTINATION = `
  SELECT json_build_object('addedAt', d.created_at)
  FROM withdrawal_addresses d
  WHERE d.organization_id = i.organization_id AND d.address = i.destination AND d.removed_at IS NULL`;

/** What of an intent is not its campaign's; the dispatcher copies all of it from there. */
const DIFFERENCES = `array_remove(ARRAY[
    CASE WHEN i.wallet_id <> c.wallet_id THEN 'wallet' END,
    CASE WHEN i.fee_payer_wallet_id <> c.wallet_id THEN 'feePayer' END,
    CASE WHEN i.pool_id IS DISTINCT FROM c.pool_id THEN 'pool' END,
    CASE WHEN (i.input_mint, i.output_mint) <> (c.input_mint, c.output_mint) THEN 'mints' END,
    CASE WHEN i.kind <> (CASE WHEN c.output_mint = (SELECT mint FROM tokens WHERE id = c.token_id) THEN 'BUY' ELSE 'SELL' END)::"IntentKind"
         THEN 'kind' END,
    CASE WHEN i.slippage_bps <> c.slippage_bps THEN 'slippage' END,
    CASE WHEN i.route <> c.route THEN 'route' END,
    CASE WHEN r.campaign_id <> c.id OR r.wallet_id <> c.wallet_id THEN 'run' END], NULL)`;

/**
 * One statement, so one snapshot; taken after the locks. A reservation counts while it is held, and after it has settled at a
 * slot that a balance read at `balance_slot` does not show yet.
 */
const READ = `
  SELECT i.id AS "intentId", clock_timestamp() AS now, i.state, i.fence, i.review_reason AS "reviewReason", i.signatures,
         i.signature_budget AS "signatureBudget", i.due_at AS "dueAt",
         EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE') AS "hasLiveAttempt",
         (SELECT count(DISTINCT at) FROM denials d WHERE d.intent_id = i.id) AS denials,
         c.status AS "campaignStatus", c.generation, c.max_tip AS "maxTip", c.strategy,
         c.strategy_version AS "strategyVersion", c.parameters, ${DIFFERENCES} AS differences,
         r.status AS "runStatus", r.budget, r.spent, r.committed, COALESCE(sa.amount, 0) AS "signedFor",
         (SELECT COALESCE(sum(amount), 0) FROM reservations
          WHERE scope = 'RUN' AND scope_id = i.run_id AND asset = i.input_mint AND state = 'HELD') AS "runReserved",
         (SELECT COALESCE(json_agg(json_build_object('scope', g.scope, 'state', g.state)), '[]') FROM guards g
          WHERE (g.scope = 'PLATFORM' AND g.scope_id = '${NIL_UUID}')
             OR (g.scope = 'ORGANIZATION' AND g.scope_id = i.organization_id)
             OR (g.scope = 'WALLET' AND g.scope_id IN (s.wallet_id, s.payer_id))
             OR (g.scope = 'CAMPAIGN' AND g.scope_id = i.campaign_id)) AS "guardStates",
         (SELECT json_agg(json_build_object('active', w.active, 'custodial', w.kind = 'CUSTODIAL',
                                            'genesisHash', w.genesis_hash))
          FROM wallets w WHERE w.id IN (s.wallet_id, s.payer_id)) AS wallets,
         (SELECT COALESCE(json_agg(json_build_object('walletId', scope_id, 'asset', asset, 'amount', amount::text)), '[]')
          FROM (SELECT scope_id, asset, sum(amount) AS amount FROM reservations
                WHERE scope = 'WALLET' AND scope_id IN (s.wallet_id, s.payer_id)
                  AND (state = 'HELD' OR (state = 'SETTLED' AND settled_slot > s.balance_slot))
                GROUP BY scope_id, asset) held) AS reserved,
         (${DESTINATION}) AS destination,
         CASE WHEN s.window_ms IS NULL THEN 0 ELSE (${OPPOSITE_TRADES}) END AS "oppositeTrades"
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::float8[])
    AS s (intent_id, wallet_id, payer_id, balance_slot, window_ms)
  JOIN intents i ON i.id = s.intent_id
  LEFT JOIN campaigns c ON c.id = i.campaign_id
  LEFT JOIN runs r ON r.id = i.run_id
  LEFT JOIN run_signed_amounts sa ON sa.run_id = i.run_id`;

/** Everything the guards need from Postgres, for each intent that is there. */
export async function readGuardRows(tx: Transaction, scopes: readonly SigningScope[]): Promise<GuardRows[]> {
  const rows = await tx.query<FlatRow>({
    name: 'signing-guard-rows',
    text: READ,
    values: [
      scopes.map(({ intentId }) => intentId),
      scopes.map(({ walletIds }) => walletIds[0]),
      scopes.map(({ walletIds }) => walletIds.at(-1)),
      scopes.map(({ balanceSlot }) => balanceSlot.toString()),
      scopes.map(({ selfTradeWindowMs }) => selfTradeWindowMs),
    ],
  });
  return rows.map(toGuardRows);
}

function toGuardRows(row: FlatRow): GuardRows {
  const { state, fence, reviewReason, signatures, signatureBudget, hasLiveAttempt, dueAt } = row;
  return {
    intentId: row.intentId,
    now: row.now,
    intent: {
      ...{ state, fence, reviewReason, signatures, signatureBudget, hasLiveAttempt, dueAt },
      denials: Number(row.denials),
    },
    campaign: campaignOf(row),
    run: runOf(row),
    guardStates: row.guardStates,
    wallets: row.wallets,
    destination: row.destination === null ? null : { ...row.destination, addedAt: new Date(row.destination.addedAt) },
    reserved: row.reserved.map((held) => ({ ...held, amount: BigInt(held.amount) })),
    oppositeTrades: Number(row.oppositeTrades),
  };
}

function campaignOf(row: FlatRow): GuardRows['campaign'] {
  const { campaignStatus: status, generation, maxTip, strategy, strategyVersion, parameters, differences } = row;
  return status === null ? null : { status, generation, maxTip, strategy, strategyVersion, parameters, differences };
}

function runOf({ runStatus, budget, spent, committed, runReserved, signedFor }: FlatRow): GuardRows['run'] {
  return runStatus === null ? null : { status: runStatus, budget, spent, committed, reserved: runReserved, signedFor };
}
