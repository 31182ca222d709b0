/** The rows the guards look at, read under the locks that keep them from changing until the signature is stored. */
import type { CampaignStatus, RunStatus } from '#core/domain/campaign/transitions.ts';
import type { GuardState } from '#core/domain/execution/may-sign.ts';
import type { CampaignId, GenesisHash, IntentId, OrganizationId, WalletId } from '#core/domain/ids.ts';
import type { GuardScope } from '#core/domain/risk/view.ts';
import type { Transaction } from './db.ts';
import { lockShared } from './locks.ts';

/** What a signature concerns. */
export interface SigningScope {
  readonly intentId: IntentId;
  /** The claim the signature belongs to. */
  readonly fence: bigint;
  readonly organizationId: OrganizationId;
  readonly campaignId: CampaignId | null;
  /** Trading wallet first, then the fee payer if it is another. */
  readonly walletIds: readonly WalletId[];
}

/**
 * Waits for state changes in progress and holds back new ones; then serialises signatures of the same wallets, and this
 * intent's with its expiry or cancellation. `NO KEY` lets rows that refer to a wallet be written meanwhile.
 */
export async function lockForSigning(tx: Transaction, scope: SigningScope): Promise<void> {
  const { organizationId, campaignId } = scope;
  await lockShared(tx, { platform: true, organizationId, walletIds: scope.walletIds, campaignId });
  await tx.query({
    name: 'signing-lock-rows',
    text: `WITH locked AS MATERIALIZED (
             SELECT id FROM wallets WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE)
           SELECT 1 FROM intents WHERE id = $2 AND (SELECT count(*) FROM locked) > 0 FOR NO KEY UPDATE`,
    values: [scope.walletIds, scope.intentId],
  });
}

/** All signatures that trade one mint for an organisation, one after the other; only where self-trades are refused. */
export async function lockMint(tx: Transaction, organizationId: OrganizationId, mint: string): Promise<void> {
  await tx.query({
    text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [`self-trade:${organizationId}:${mint}`],
  });
}

export interface GuardRows {
  readonly now: Date;
  /** Whether the claim is still the newest, and the intent pending, unmarked, without a live attempt and not signed too often. */
  readonly signable: boolean;
  readonly dueAt: Date;
  /** How often this intent was denied before. */
  readonly denials: number;
  readonly campaign: {
    readonly status: CampaignStatus;
    readonly generation: bigint;
    readonly strategy: string;
    readonly strategyVersion: number;
    readonly parameters: unknown;
  } | null;
  readonly run: {
    readonly status: RunStatus;
    readonly budget: bigint;
    readonly spent: bigint;
    readonly committed: bigint;
    readonly reserved: bigint;
  } | null;
  readonly guardStates: readonly { readonly scope: GuardScope; readonly state: GuardState }[];
  readonly wallets: readonly {
    readonly active: boolean;
    readonly custodial: boolean;
    readonly genesisHash: GenesisHash;
  }[];
  readonly reserved: readonly { readonly walletId: WalletId; readonly asset: string; readonly amount: bigint }[];
}

interface FlatRow extends Record<string, unknown> {
  readonly now: Date;
  readonly signable: boolean;
  readonly dueAt: Date;
  readonly denials: bigint;
  readonly campaignStatus: CampaignStatus | null;
  readonly generation: bigint;
  readonly strategy: string;
  readonly strategyVersion: number;
  readonly parameters: unknown;
  readonly runStatus: RunStatus | null;
  readonly budget: bigint;
  readonly spent: bigint;
  readonly committed: bigint;
  readonly runReserved: bigint;
  readonly guardStates: GuardRows['guardStates'];
  readonly wallets: GuardRows['wallets'];
  readonly reserved: readonly { walletId: WalletId; asset: string; amount: string }[];
}

const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/**
 * One statement, so one snapshot; taken after the locks. A reservation counts while it is held, and after it has settled at a
 * slot that a balance read at `balanceSlot` does not show yet.
 */
const READ = `
  SELECT clock_timestamp() AS now, i.due_at AS "dueAt",
         i.fence = $4 AND i.state = 'PENDING' AND i.review_reason IS NULL AND i.signatures < i.signature_budget
           AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE') AS signable,
         (SELECT count(DISTINCT at) FROM denials d WHERE d.intent_id = i.id) AS denials,
         c.status AS "campaignStatus", c.generation, c.strategy, c.strategy_version AS "strategyVersion", c.parameters,
         r.status AS "runStatus", r.budget, r.spent, r.committed,
         (SELECT COALESCE(sum(amount), 0) FROM reservations
          WHERE scope = 'RUN' AND scope_id = i.run_id AND asset = i.input_mint AND state = 'HELD') AS "runReserved",
         (SELECT COALESCE(json_agg(json_build_object('scope', g.scope, 'state', g.state)), '[]') FROM guards g
          WHERE (g.scope = 'PLATFORM' AND g.scope_id = '${NIL_UUID}')
             OR (g.scope = 'ORGANIZATION' AND g.scope_id = i.organization_id)
             OR (g.scope = 'WALLET' AND g.scope_id = ANY($2::uuid[]))
             OR (g.scope = 'CAMPAIGN' AND g.scope_id = i.campaign_id)) AS "guardStates",
         (SELECT json_agg(json_build_object('active', w.active, 'custodial', w.kind = 'CUSTODIAL',
                                            'genesisHash', w.genesis_hash))
          FROM wallets w WHERE w.id = ANY($2::uuid[])) AS wallets,
         (SELECT COALESCE(json_agg(json_build_object('walletId', scope_id, 'asset', asset, 'amount', amount::text)), '[]')
          FROM (SELECT scope_id, asset, sum(amount) AS amount FROM reservations
                WHERE scope = 'WALLET' AND scope_id = ANY($2::uuid[])
                  AND (state = 'HELD' OR (state = 'SETTLED' AND settled_slot > $3))
                GROUP BY scope_id, asset) held) AS reserved
  FROM intents i
  LEFT JOIN campaigns c ON c.id = i.campaign_id
  LEFT JOIN runs r ON r.id = i.run_id
  WHERE i.id = $1`;

/** Everything the guards need from Postgres. @throws Error when the intent is not there. */
export async function readGuardRows(tx: Transaction, scope: SigningScope, balanceSlot: bigint): Promise<GuardRows> {
  const [row] = await tx.query<FlatRow>({
    name: 'signing-guard-rows',
    text: READ,
    values: [scope.intentId, scope.walletIds, balanceSlot, scope.fence],
  });
  if (row === undefined) throw new Error(`the intent ${scope.intentId} has gone`);
  return {
    now: row.now,
    signable: row.signable,
    dueAt: row.dueAt,
    denials: Number(row.denials),
    campaign: campaignOf(row),
    run: runOf(row),
    guardStates: row.guardStates,
    wallets: row.wallets,
    reserved: row.reserved.map((held) => ({ ...held, amount: BigInt(held.amount) })),
  };
}

function campaignOf({
  campaignStatus,
  generation,
  strategy,
  strategyVersion,
  parameters,
}: FlatRow): GuardRows['campaign'] {
  return campaignStatus === null ? null : { status: campaignStatus, generation, strategy, strategyVersion, parameters };
}

function runOf({ runStatus, budget, spent, committed, runReserved }: FlatRow): GuardRows['run'] {
  return runStatus === null ? null : { status: runStatus, budget, spent, committed, reserved: runReserved };
}

/**
 * How many trades of the same mint, the other way, other wallets of the organisation have in flight or have landed inside the
 * window. A purchase trades its output's mint, a sale its input's; and the same pair the other way round is opposite whatever the
 * two are called, for buying SOL with a token is selling the token.
 */
export async function countOppositeTrades(tx: Transaction, intentId: IntentId, windowMs: number): Promise<number> {
  const [row] = await tx.query<{ trades: bigint }>({
    text: `SELECT count(*) AS trades
           FROM intents i
           JOIN intents o ON o.organization_id = i.organization_id AND o.wallet_id <> i.wallet_id
            AND ((o.input_mint = i.output_mint AND o.output_mint = i.input_mint)
              OR (o.kind <> i.kind AND CASE o.kind WHEN 'BUY' THEN o.output_mint ELSE o.input_mint END
                                     = CASE i.kind WHEN 'BUY' THEN i.output_mint ELSE i.input_mint END))
           JOIN attempts a ON a.intent_id = o.id
            AND (a.state = 'LIVE' OR (a.state = 'LANDED_OK' AND a.closed_at > clock_timestamp() - $2 * interval '1 ms'))
           WHERE i.id = $1`,
    values: [intentId, windowMs],
  });
  return Number(row?.trades ?? 0n);
}
