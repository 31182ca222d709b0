/** Campaigns with one trade due, and what a worker would ask the signer for. */

import { compileMessage } from '#core/adapters/solana/message.ts';
import { clusterOf } from '#core/domain/clusters.ts';
import { type Tip, tipOf } from '#core/domain/execution/tip.ts';
import { type Address, type IntentId, type WalletId, WSOL_MINT } from '#core/domain/ids.ts';
import { min, tokenAmount } from '#core/domain/money.ts';
import type { Signer, SignIntentRequest } from '#core/ports/signer.ts';
import type { SwapOrder } from '#core/ports/venue.ts';
import { newId } from '#core/store/new-id.ts';
import type { Actor } from '#core/store/tenant.ts';
import type { World } from './world.ts';

export const SOL = 1_000_000_000n;

export interface TestWallet {
  readonly id: WalletId;
  readonly address: Address;
}

/** An organisation that can trade: a wallet with money, the demo token and its pool. */
export interface Desk {
  readonly actor: Actor;
  readonly wallet: TestWallet;
  readonly tokenId: string;
  readonly poolId: string;
}

export interface DueTrade {
  readonly kind: 'BUY' | 'SELL';
  readonly amountIn: bigint;
  readonly slippageBps: number;
  readonly budget: bigint;
  readonly wallet: TestWallet;
  readonly feePayer: TestWallet;
  readonly limit: { readonly out: bigint; readonly in: bigint } | null;
  readonly dueInMs: number;
  readonly notAfterMs: number;
  readonly genesisHash: string;
  readonly signatureBudget: number;
  readonly strategy: string;
  /** Lamports for the block engine; 0 is the RPC route. */
  readonly tip: bigint;
  /** The campaign's limit. */
  readonly maxTip: bigint;
}

export interface Trade extends DueTrade {
  readonly id: IntentId;
  readonly campaignId: string;
  readonly runId: string;
  readonly inputMint: Address;
}

/** A custodial wallet of the signer's making, with `lamports` of play money. */
export async function openWallet(world: World, signer: Signer, actor: Actor, lamports: bigint): Promise<TestWallet> {
  const id = newId<WalletId>();
  const { genesisHash } = world.chain;
  const { address, blob } = await signer.createWallet({ userId: actor.userId, walletId: id, genesisHash });
  const owner = { organization_id: actor.organizationId, user_id: actor.userId };
  await world.rows.insert('wallets', {
    ...{ id, ...owner, kind: 'CUSTODIAL', label: 'Test', address, genesis_hash: genesisHash },
  });
  await world.rows.insert('wallet_keys', { wallet_id: id, ...owner, blob: Buffer.from(blob) });
  if (lamports > 0n) await world.fund(address, lamports);
  return { id, address };
}

export async function openDesk(world: World, signer: Signer, lamports = 20n * SOL): Promise<Desk> {
  const actor = await world.rows.tenant();
  const wallet = await openWallet(world, signer, actor, lamports);
  const { accounts } = await world.chain.best().accounts([world.demo.pool], { commitment: 'confirmed' });
  const keys = world.venue.poolKeys(world.demo.pool, accounts[0] ?? null);
  const [tokenId, poolId] = [newId(), newId()];
  const organization_id = actor.organizationId;
  await world.rows.insert('tokens', {
    ...{ id: tokenId, organization_id, mint: world.demo.mint, program: 'TOKEN', decimals: 6 },
  });
  await world.rows.insert('pools', {
    ...{ id: poolId, organization_id, venue: world.venue.id, address: keys.address },
    ...{
      base_mint: keys.baseMint,
      quote_mint: keys.quoteMint,
      base_vault: keys.baseVault,
      quote_vault: keys.quoteVault,
    },
    ...{ base_decimals: 6, quote_decimals: 9, fee_numerator: 25n, fee_denominator: 10_000n },
  });
  return { actor, wallet, tokenId, poolId };
}

/** A running campaign with one trade, claimed once: fence 1, generation 0. */
export async function dueTrade(world: World, desk: Desk, over: Partial<DueTrade> = {}): Promise<Trade> {
  const due: DueTrade = {
    ...{
      kind: 'BUY',
      amountIn: SOL,
      slippageBps: 100,
      budget: over.amountIn ?? SOL,
      limit: null,
      strategy: 'TWAP_BUY',
    },
    ...{ wallet: desk.wallet, feePayer: over.wallet ?? desk.wallet, dueInMs: -1_000, notAfterMs: 60_000 },
    ...{ genesisHash: world.chain.genesisHash, signatureBudget: 5, tip: 0n, maxTip: over.tip ?? 0n, ...over },
  };
  const ids = { id: newId<IntentId>(), campaignId: newId(), runId: newId() };
  const [inputMint, outputMint] = due.kind === 'BUY' ? [WSOL_MINT, world.demo.mint] : [world.demo.mint, WSOL_MINT];
  const common = { organization_id: desk.actor.organizationId, wallet_id: due.wallet.id };
  const mints = { input_mint: inputMint, output_mint: outputMint };
  const limit = due.limit === null ? {} : { limit: { out: `${due.limit.out}`, in: `${due.limit.in}` } };
  const parameters = JSON.stringify({ budget: `${due.budget}`, durationMs: 60_000, slices: 1, ...limit });
  const route = due.tip === 0n ? 'RPC' : 'JITO_ONLY';
  // Only what a person asks for may have its fees paid by another wallet.
  const source =
    due.feePayer.id === due.wallet.id
      ? { source: 'RUN', campaign_id: ids.campaignId, run_id: ids.runId, sequence: 1 }
      : { source: 'PERSON' };
  const later = (ms: number) => new Date(Date.now() + ms);
  await world.rows.insert('campaigns', {
    ...{ id: ids.campaignId, ...common, ...mints, created_by_id: desk.actor.userId, name: 'Test' },
    ...{ token_id: desk.tokenId, pool_id: desk.poolId, slippage_bps: due.slippageBps, route, max_tip: due.maxTip },
    ...{ strategy: due.strategy, strategy_version: 1, parameters, status: 'ACTIVE', current_run_id: ids.runId },
  });
  await world.rows.insert('runs', {
    ...{ id: ids.runId, ...common, campaign_id: ids.campaignId, number: 1, status: 'RUNNING', ends_at: later(60_000) },
    ...{ budget: due.budget, committed: min(due.amountIn, due.budget) },
  });
  await world.rows.insert('intents', {
    ...{ id: ids.id, ...common, ...mints, genesis_hash: due.genesisHash, idempotency_key: ids.id },
    ...{ ...source, kind: due.kind, pool_id: desk.poolId },
    ...{ fee_payer_wallet_id: due.feePayer.id, amount_in: due.amountIn, slippage_bps: due.slippageBps },
    ...{ limit_out: due.limit?.out ?? null, limit_in: due.limit?.in ?? null, signature_budget: due.signatureBudget },
    ...{ route, tip: due.tip },
    ...{ due_at: later(due.dueInMs), first_due_at: later(due.dueInMs), not_after: later(due.notAfterMs), fence: 1 },
  });
  return { ...due, ...ids, inputMint };
}

export type Lie = (order: SwapOrder) => Partial<SwapOrder>;

/** What an honest worker asks for, or one that lies about the order while the quote beside it looks right. */
export async function requestFor(
  world: World,
  trade: Trade,
  lie: Lie = () => ({}),
  tip: Tip | null = tipOf(trade, clusterOf(world.chain.genesisHash)),
): Promise<SignIntentRequest> {
  const { venue, chain, demo } = world;
  const endpoint = chain.best();
  const { slot, accounts: first } = await endpoint.accounts([demo.pool], { commitment: 'processed' });
  const keys = venue.poolKeys(demo.pool, first[0] ?? null);
  const { accounts } = await endpoint.accounts(venue.poolAccounts(keys), {
    commitment: 'processed',
    minContextSlot: slot,
  });
  const pool = venue.decodePool(demo.pool, accounts);
  const { inputMint, slippageBps } = trade;
  const quote = venue.quoteExactIn({ pool, inputMint, amountIn: tokenAmount(trade.amountIn), slippageBps });
  const order: SwapOrder = {
    ...{ intentId: trade.id, wallet: trade.wallet.address, feePayer: trade.feePayer.address, pool, inputMint },
    ...{ amountIn: tokenAmount(trade.amountIn), minAmountOut: quote.minAmountOut },
    ...{ computeUnitLimit: 200_000, computeUnitPrice: 1_000n },
  };
  const told = { ...order, ...lie(order) };
  const latest = await endpoint.latestBlockhash('confirmed');
  return {
    ...{ intentId: trade.id, fence: 1n, generation: 0n },
    message: compileMessage({
      ...{ feePayer: told.feePayer, blockhash: latest.blockhash, instructions: venue.buildSwap(told), tip },
    }),
    quote: {
      ...{ slot: `${slot}`, quotedOut: `${quote.amountOut}`, minOut: `${told.minAmountOut}`, poolFee: `${quote.fee}` },
      ...{ reserveIn: `${quote.reserveIn}`, reserveOut: `${quote.reserveOut}` },
    },
    blockhashSlot: latest.slot,
    lastValidBlockHeight: latest.lastValidBlockHeight,
  };
}

/** The chain's row, as the first start would write it. */
export const adoptTestChain = ({ rows, chain }: World): Promise<void> =>
  rows.insert('chain', { genesis_hash: chain.genesisHash, cluster: clusterOf(chain.genesisHash) });
