/** What a signer reads of intents by itself. What an intent asks for never changes once it is written (`intents_guard`). */
import type { IntentId, Signature } from '#core/domain/ids.ts';
import type { SigningIntent, SigningTrade, SigningTransfer, SigningWallet } from '#core/ports/signing-store.ts';
import type { Executor } from './db.ts';

type Terms =
  | Omit<SigningTrade, 'wallet' | 'feePayer' | 'earlier'>
  | Omit<SigningTransfer, 'wallet' | 'feePayer' | 'earlier'>;

type IntentRow = Terms & {
  readonly earlier: readonly { readonly signature: Signature; readonly deathBound: string }[];
  readonly wallet: Omit<SigningWallet, 'blob' | 'dataKey'>;
  readonly feePayer: Omit<SigningWallet, 'blob' | 'dataKey'>;
  readonly walletBlob: Buffer | null;
  readonly walletDataKey: Buffer | null;
  readonly feePayerBlob: Buffer | null;
  readonly feePayerDataKey: Buffer | null;
};

const walletJson = (alias: string): string =>
  `json_build_object('id', ${alias}.id, 'userId', ${alias}.user_id, 'address', ${alias}.address,
                     'genesisHash', ${alias}.genesis_hash)`;

/**
 * Pending intents without a live attempt, with their wallets, keys and pools, each all of one organisation: an intent that names
 * another's is nobody's.
 */
const LOAD = `
  SELECT i.id, i.organization_id AS "organizationId", i.campaign_id AS "campaignId", i.run_id AS "runId", i.fence,
         i.kind, i.genesis_hash AS "genesisHash", i.input_mint AS "inputMint", i.output_mint AS "outputMint",
         i.input_mint AS asset, i.destination,
         (SELECT COALESCE(json_agg(json_build_object('signature', a.signature, 'deathBound', a.death_bound::text)), '[]')
          FROM attempts a WHERE a.intent_id = i.id) AS earlier,
         i.amount_in AS "amountIn", i.slippage_bps AS "slippageBps", i.limit_out AS "limitOut",
         i.limit_in AS "limitIn", i.not_after AS "notAfter", i.route, i.tip,
         ${walletJson('w')} AS wallet, wk.blob AS "walletBlob", wd.blob AS "walletDataKey",
         ${walletJson('f')} AS "feePayer", fk.blob AS "feePayerBlob", fd.blob AS "feePayerDataKey",
         json_build_object('venue', p.venue, 'address', p.address, 'baseMint', p.base_mint, 'quoteMint', p.quote_mint,
                           'baseVault', p.base_vault, 'quoteVault', p.quote_vault) AS pool
  FROM intents i
  LEFT JOIN pools p ON p.id = i.pool_id AND p.organization_id = i.organization_id
  JOIN wallets w ON w.id = i.wallet_id AND w.organization_id = i.organization_id
  JOIN wallets f ON f.id = i.fee_payer_wallet_id AND f.organization_id = i.organization_id
  LEFT JOIN wallet_keys wk ON wk.wallet_id = w.id
  LEFT JOIN user_data_keys wd ON wd.user_id = w.user_id
  LEFT JOIN wallet_keys fk ON fk.wallet_id = f.id
  LEFT JOIN user_data_keys fd ON fd.user_id = f.user_id
  WHERE i.id = ANY($1::uuid[]) AND i.state = 'PENDING' AND (p.id IS NOT NULL OR i.destination IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE')`;

export async function loadSigningIntents(db: Executor, intentIds: readonly IntentId[]): Promise<SigningIntent[]> {
  const rows = await db.query<IntentRow & Record<string, unknown>>({
    name: 'signing-intents',
    text: LOAD,
    values: [intentIds],
  });
  return rows.map(toIntent);
}

function toIntent(row: IntentRow): SigningIntent {
  const { walletBlob, walletDataKey, feePayerBlob, feePayerDataKey, earlier, ...intent } = row;
  return {
    ...intent,
    ...{ earlier: earlier.map(({ signature, deathBound }) => ({ signature, deathBound: BigInt(deathBound) })) },
    wallet: { ...intent.wallet, blob: walletBlob, dataKey: walletDataKey },
    feePayer: { ...intent.feePayer, blob: feePayerBlob, dataKey: feePayerDataKey },
  };
}
