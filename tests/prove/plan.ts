/** What there is to do in a schedule: some intents of two wallets, in a campaign or of a person. */
import type { CampaignStatus } from '#core/domain/campaign/transitions.ts';
import { GENESIS } from '#core/domain/clusters.ts';
import type { Route } from '#core/domain/execution/route.ts';
import { type CampaignId, type GenesisHash, type OrganizationId, type RunId, WSOL_MINT } from '#core/domain/ids.ts';
import { intentId, TOKEN_MINT, walletAddress } from './bytes.ts';
import type { Decisions } from './decisions.ts';
import { POOL, walletId } from './market.ts';
import type { Balance } from './sim-chain.ts';
import type { CampaignRow, Database, IntentRow, Observer, RunRow, WalletRow } from './stores/rows.ts';

/** When the schedule begins, in milliseconds: late enough for rows to be older than it. */
export const BEGINS_AT = 10_000;
const WALLETS = [0, 1] as const;
/** Base units that a trade puts in, and a little more from trade to trade. */
const AMOUNT = 11_000_000;
/** Enough for one trade and not for two, rents and fees included. */
const LITTLE = 24_000_000n;
const MUCH = 900_000_000n;
const MANY = 90_000_000n;

export const openingBalances = (decisions: Decisions): Balance[] => {
  const lamports = decisions.below(4) === 1 ? LITTLE : MUCH;
  return WALLETS.map(() => ({ lamports, units: decisions.pick([MANY, MANY, MANY, 15_000_000n, null]) }));
};

export interface Plan {
  readonly intents: IntentRow[];
  readonly campaign: CampaignRow;
  readonly run: RunRow;
}

export function planWork(decisions: Decisions): Plan {
  const genesisHash = GENESIS.local as GenesisHash;
  const wallets = WALLETS.map(
    (index): WalletRow => ({
      ...{ id: walletId(index), address: walletAddress(index), genesisHash },
      ...{ active: true, bookedSlot: 0n },
    }),
  );
  const status: CampaignStatus = 'ACTIVE';
  const campaign: CampaignRow = { id: 'c0' as CampaignId, parameters: PARAMETERS, status, generation: 1n };
  const run: RunRow = { id: 'r0' as RunId, budget: 0n, status: 'RUNNING', spent: 0n, received: 0n, committed: 0n };
  const runKind = decisions.pick<IntentRow['kind']>(['BUY', 'SELL']);
  const count = decisions.below(4) === 3 ? 4 : 3;
  const intents = Array.from({ length: count }, (_, index) => {
    const inRun = decisions.below(5) < 3;
    const kind = inRun ? runKind : decisions.pick<IntentRow['kind']>(['BUY', 'SELL']);
    const source = inRun ? { campaign, run, sequence: index } : { campaign: null, run: null, sequence: null };
    return { ...planIntent(decisions, index, kind, wallets), ...source };
  });
  run.committed = intents.reduce((sum, intent) => (intent.run === null ? sum : sum + intent.amountIn), 0n);
  run.budget = run.committed;
  return { intents, campaign, run };
}

function planIntent(
  decisions: Decisions,
  index: number,
  kind: IntentRow['kind'],
  wallets: readonly WalletRow[],
): Omit<IntentRow, 'campaign' | 'run' | 'sequence'> {
  const [wallet, other] = index % 2 === 0 ? wallets : [...wallets].reverse();
  if (wallet === undefined || other === undefined) throw new Error('there are two wallets');
  const [inputMint, outputMint] = kind === 'BUY' ? [WSOL_MINT, TOKEN_MINT] : [TOKEN_MINT, WSOL_MINT];
  const route = decisions.pick<Route>(['RPC', 'RPC', 'RPC', 'JITO_ONLY', 'JITO_THEN_RPC']);
  return {
    id: intentId(index),
    organizationId: 'o0' as OrganizationId,
    pool: { venue: 'raydium-amm-v4', ...POOL },
    ...{ kind, wallet, inputMint, outputMint, route },
    feePayer: decisions.below(5) === 4 ? other : wallet,
    amountIn: BigInt(AMOUNT + index * 1_000),
    notAfter: BEGINS_AT + decisions.pick([120_000, 30_000, 60_000, 400_000]),
    signatureBudget: decisions.pick([5, 2, 3, 1]),
    tip: route === 'RPC' ? 0n : 5_000n,
    ...{ slippageBps: 100, limitOut: null, limitIn: null, createdAt: 0, dueAt: BEGINS_AT },
    ...{ state: 'PENDING', reviewReason: null, fence: 0n, leaseUntil: null },
    ...{ signatures: 0, lastDenial: null, denials: 0, claimedGeneration: 0n },
  };
}

/** As a TWAP's are stored. */
const PARAMETERS = { budget: '1000000000', durationMs: 60_000, slices: 10 };

export const emptyDatabase = (now: () => number, observer: Observer, intents: IntentRow[]): Database => ({
  ...{ now, observer, intents },
  ...{ attempts: [], reservations: [], guards: [], fills: [], bookings: [], events: [], denials: [] },
  finalized: { slot: 0n, blockHeight: 0n },
});
