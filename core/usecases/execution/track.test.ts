import { beforeEach, describe, expect, it } from 'vitest';
import { type Address, type AttemptId, type IntentId, type Signature, WSOL_MINT } from '#core/domain/ids.ts';
import type { ChainEndpoint, LandedTransaction, SignatureStatus } from '#core/ports/chain.ts';
import type { AttemptTrade, Landing, LiveAttempt, Review, TrackingStore } from '#core/ports/tracking-store.ts';
import { createTestClock, type TestClock } from '../../../tests/support/test-clock.ts';
import type { MachineDeps } from './deps.ts';
import { createTracker } from './track.ts';

const SIGNAL = AbortSignal.timeout(60_000);
const [WALLET, MINT] = ['wallet', 'mint'] as Address[] as [Address, Address];
/** As long as what could not be recorded is left alone. */
const SETBACK_MS = 5_000;

const attempt = (id: string): LiveAttempt => ({
  ...{ id: id as AttemptId, intentId: id as IntentId, signature: id as Signature, blockhashSlot: 1n, deathBound: 900n },
  ...{ freshnessBound: 900n, confirmedSlot: 100n, sentAgoMs: 0, reviewReason: null },
});

const transaction = (signature: Signature, over: Partial<LandedTransaction> = {}): LandedTransaction =>
  ({
    ...{ signature, slot: 100n, blockTime: null, error: null, fee: 5_000n, signatureCount: 1, accounts: [WALLET] },
    ...{ preLamports: [10_000n], postLamports: [4_000n], preTokens: [], postTokens: [], logs: [], ...over },
  }) as LandedTransaction;

interface Told {
  status: SignatureStatus | null;
  transaction: (signature: Signature) => LandedTransaction | null;
}

/** An endpoint past slot 200 that tells the same of every signature. */
function endpoint(name: string, told: Told): ChainEndpoint & { readonly calls: number[] } {
  const calls: number[] = [];
  const fake: Partial<ChainEndpoint> = {
    name,
    heights: async () => ({ slot: 200n, blockHeight: 200n }),
    statuses: async (signatures) => ({ slot: 232n, statuses: signatures.map(() => told.status) }),
    transactions: async (signatures) => {
      calls.push(signatures.length);
      return signatures.map(told.transaction);
    },
  };
  return { ...(fake as ChainEndpoint), calls };
}

const FINAL: SignatureStatus = { slot: 100n, commitment: 'finalized', error: null };
const honest = (): Told => ({ status: FINAL, transaction: (signature) => transaction(signature) });

let clock: TestClock;
let live: LiveAttempt[];
let landings: Landing[];
let reviews: Review[];
let warnings: object[];
let errors: object[];
beforeEach(() => {
  clock = createTestClock();
  live = [attempt('a')];
  [landings, reviews, warnings, errors] = [[], [], [], []];
});

const orderOf = (id: AttemptId): AttemptTrade =>
  ({
    ...{ id, intentId: id, signature: id, campaignId: null, runId: null, sequence: null, kind: 'BUY', wallet: WALLET },
    ...{ walletId: 'w', feePayer: WALLET, feePayerWalletId: 'w', inputMint: WSOL_MINT, outputMint: MINT, tip: 0n },
    ...{ organizationId: 'o', amountIn: 1_000n, quotedOut: 1n, poolFee: 0n, route: 'RPC' },
  }) as unknown as AttemptTrade;

/** Remembers what it was told; what has landed is live no more. `refuse` names what cannot be recorded. */
function tracker(endpoints: readonly ChainEndpoint[], refuse?: AttemptId) {
  const tracking: Partial<TrackingStore> = {
    live: async () => live,
    orders: async (ids) => ids.map(orderOf),
    rememberFinalized: async () => undefined,
    recordLanded: async (batch) => {
      if (batch.some(({ order }) => order.id === refuse)) throw new Error('refused');
      landings.push(...batch);
      const ids = new Set(batch.map(({ order }) => order.id));
      live = live.filter(({ id }) => !ids.has(id));
      return ids;
    },
    markForReview: async (batch) => {
      reviews.push(...batch);
      const reasonOf = new Map(batch.map(({ attemptId, reason }) => [attemptId, reason]));
      live = live.map((one) => ({ ...one, reviewReason: reasonOf.get(one.id) ?? one.reviewReason }));
      return new Set(batch.map(({ attemptId }) => attemptId));
    },
  };
  const silent = () => undefined;
  const log = {
    ...{ debug: silent, info: silent },
    warn: (fields: object) => void warnings.push(fields),
    error: (fields: object) => void errors.push(fields),
  };
  const chain = { quorum: endpoints.length, witnesses: () => endpoints };
  const { round } = createTracker({ tracking, clock, log, chain, newId: () => 'id' } as unknown as MachineDeps);
  return () => round(SIGNAL);
}

describe('E-04 a landing that two endpoints see', () => {
  it('is recorded once they tell the same of its balances', async () => {
    await tracker([endpoint('a', honest()), endpoint('b', honest())])();
    expect(landings).toMatchObject([{ slot: 100n, error: null, fill: { inputAmount: 1_000n } }]);
  });

  it('is not recorded while they differ; is told once, put before an operator in the end, and recorded when they agree', async () => {
    const told = honest();
    told.transaction = (signature) => transaction(signature, { postLamports: [3_999n] });
    const round = tracker([endpoint('a', honest()), endpoint('b', told)]);
    await round();
    await round();
    clock.pass(SETBACK_MS);
    await round();
    expect([landings, reviews, warnings]).toEqual([[], [], [{ attemptId: 'a' }]]);
    clock.pass(SETBACK_MS);
    await round();
    expect(reviews).toEqual([{ attemptId: 'a', intentId: 'a', reason: 'ENDPOINTS_DISAGREE' }]);
    clock.pass(SETBACK_MS);
    await round();
    expect(reviews).toHaveLength(1);
    expect(warnings).toHaveLength(1);
    told.transaction = (signature) => transaction(signature);
    clock.pass(SETBACK_MS);
    await round();
    expect(landings).toHaveLength(1);
  });

  it.each([
    ['does not show it', () => null],
    ['shows it at another slot', (signature: Signature) => transaction(signature, { slot: 101n })],
    ['shows it failed', (signature: Signature) => transaction(signature, { error: 'x' })],
  ])('waits for one that %s: that is no word against it', async (_what, told) => {
    const round = tracker([endpoint('a', honest()), endpoint('b', { status: FINAL, transaction: told })]);
    for (let n = 0; n < 5; n += 1, clock.pass(SETBACK_MS)) await round();
    expect([landings, reviews, warnings]).toEqual([[], [], []]);
  });
});

it('PF-01 asks for the transactions of many landings fifty at a time', async () => {
  live = Array.from({ length: 120 }, (_, index) => attempt(`${index}`));
  const [a, b] = [endpoint('a', honest()), endpoint('b', honest())];
  await tracker([a, b])();
  expect(landings).toHaveLength(120);
  expect([a.calls, b.calls]).toEqual([
    [50, 50, 20],
    [50, 50, 20],
  ]);
});

it('E-08 records the others beside one that cannot be recorded, and leaves that one alone for a while', async () => {
  live = [attempt('a'), attempt('b'), attempt('c')];
  const round = tracker([endpoint('a', honest())], 'b' as AttemptId);
  await round();
  await round();
  expect(landings.map(({ order }) => order.id)).toEqual(['a', 'c']);
  expect(errors).toMatchObject([{ attemptId: 'b' }]);
  clock.pass(SETBACK_MS);
  await round();
  expect(errors).toHaveLength(2);
});
