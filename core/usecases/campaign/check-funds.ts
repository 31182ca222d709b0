import type { Campaign } from '#core/domain/campaign/campaign.ts';
import { fundsNeeded } from '#core/domain/campaign/funds.ts';
import { appError } from '#core/domain/errors.ts';
import { type Asset, SOL } from '#core/domain/execution/demands.ts';
import { WSOL_MINT } from '#core/domain/ids.ts';
import type { BoundStrategy } from '#core/domain/strategy/registry.ts';
import type { Wallet } from '#core/domain/wallet.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Executor } from '#core/store/db.ts';
import { spokenFor } from '#core/store/runs.ts';
import type { Tenant } from '#core/store/tenant.ts';
import { askChain } from '../ask-chain.ts';

/** What the wallet holds of what a campaign uses, at `confirmed`. */
export interface Holdings {
  readonly lamports: bigint;
  /** Base units of the input mint in token accounts. */
  readonly input: bigint;
  /** Whether the wallet has a token account for what it gets; SOL needs none. */
  readonly canReceive: boolean;
}

/** @throws AppError CHAIN_UNAVAILABLE */
export async function readHoldings(
  chain: Pick<Chain, 'read'>,
  wallet: Wallet,
  campaign: Pick<Campaign, 'inputMint' | 'outputMint'>,
): Promise<Holdings> {
  const [{ accounts }, tokens] = await askChain(() =>
    chain.read((endpoint) =>
      Promise.all([
        endpoint.accounts([wallet.address], { commitment: 'confirmed' }),
        endpoint.tokenAccountsOf(wallet.address, { commitment: 'confirmed' }),
      ]),
    ),
  );
  return {
    lamports: accounts[0]?.lamports ?? 0n,
    input: tokens.reduce((sum, { mint, amount }) => (mint === campaign.inputMint ? sum + amount : sum), 0n),
    canReceive: campaign.outputMint === WSOL_MINT || tokens.some(({ mint }) => mint === campaign.outputMint),
  };
}

/**
 * Refuses a start the wallet cannot pay for (C-08). What the wallet's other open runs may still spend is not available.
 * @throws AppError INSUFFICIENT_BALANCE naming what is missing, and how much
 */
export async function requireFunds(
  db: Executor,
  tenant: Tenant,
  run: { campaign: Campaign; strategy: BoundStrategy; holdings: Holdings; transientRent: bigint },
): Promise<void> {
  const { campaign, strategy, holdings, transientRent } = run;
  const { inputMint, outputMint, walletId, maxTip } = campaign;
  const { budget, mostTrades } = strategy;
  const opensTokenAccount = !holdings.canReceive;
  const needs = fundsNeeded({ inputMint, outputMint, budget, mostTrades, opensTokenAccount, maxTip, transientRent });
  for (const { asset, amount: needed } of needs) {
    const held = asset === SOL ? holdings.lamports : holdings.input;
    const taken = await spokenFor(db, tenant, walletId, asset === SOL ? WSOL_MINT : asset);
    refuseShortage(asset, needed, held > taken ? held - taken : 0n);
  }
}

function refuseShortage(asset: Asset, needed: bigint, available: bigint): void {
  if (available >= needed) return;
  throw appError('INSUFFICIENT_BALANCE', {
    field: 'campaignId',
    asset,
    needed: needed.toString(),
    available: available.toString(),
    missing: (needed - available).toString(),
  });
}
