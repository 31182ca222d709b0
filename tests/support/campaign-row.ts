/** A campaign as bare rows, for tests that need one to hang events on, without a chain. */
import { Keypair } from '@solana/web3.js';
import { GENESIS } from '#core/domain/clusters.ts';
import { type CampaignId, WSOL_MINT } from '#core/domain/ids.ts';
import type { Database } from '#core/store/db.ts';
import { appendEvent } from '#core/store/events.ts';
import { newId } from '#core/store/new-id.ts';
import type { Rows } from './rows.ts';

export interface Owner {
  readonly userId: string;
  readonly organizationId: string;
}

const someAddress = (): string => Keypair.generate().publicKey.toBase58();

/** A draft of a TWAP buy of a token that is nowhere else. */
export async function plantCampaign(rows: Rows, { userId, organizationId }: Owner): Promise<CampaignId> {
  const [walletId, tokenId, poolId, id] = [newId(), newId(), newId(), newId<CampaignId>()];
  const organization = { organization_id: organizationId };
  const [mint, address] = [someAddress(), someAddress()];
  await rows.insert('wallets', {
    ...organization,
    ...{ id: walletId, user_id: userId, kind: 'CUSTODIAL', label: 'Main', address, genesis_hash: GENESIS.local },
  });
  await rows.insert('tokens', { ...organization, id: tokenId, mint, program: 'TOKEN', decimals: 6 });
  await rows.insert('pools', {
    ...organization,
    ...{ id: poolId, venue: 'raydium-amm-v4', address: someAddress(), base_mint: mint, quote_mint: WSOL_MINT },
    ...{ base_decimals: 6, quote_decimals: 9, base_vault: someAddress(), quote_vault: someAddress() },
    ...{ fee_numerator: 25, fee_denominator: 10_000 },
  });
  await rows.insert('campaigns', {
    ...organization,
    ...{ id, created_by_id: userId, name: 'Planted', token_id: tokenId, pool_id: poolId, wallet_id: walletId },
    ...{ strategy: 'TWAP_BUY', strategy_version: 1, slippage_bps: 100, input_mint: WSOL_MINT, output_mint: mint },
    parameters: JSON.stringify({ budget: '1000', durationMs: 60_000, slices: 10 }),
  });
  return id;
}

/** Appends one event after another, each in a transaction of its own, as the worker does. `amountIn` counts them from `first`. */
export async function appendEvents(
  db: Database,
  campaign: { readonly id: CampaignId; readonly organizationId: string },
  range: { readonly first: number; readonly count: number },
): Promise<void> {
  const tenant = { organizationId: campaign.organizationId } as never;
  for (let n = range.first; n < range.first + range.count; n += 1) {
    const data = { kind: 'TRADE_DUE', intentId: newId(), sequence: n, amountIn: `${n}` } as const;
    await db.transaction(tenant, (tx) => appendEvent(tx, tenant, { campaignId: campaign.id, runId: null, data }));
  }
}
