import { beforeEach, describe, expect, it } from 'vitest';
import { appError } from '#core/domain/errors.ts';
import type { Address, AttemptId, GenesisHash, IntentId, Signature } from '#core/domain/ids.ts';
import { tokenAmount } from '#core/domain/money.ts';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import type { ClaimDenial, ClaimedIntent, LiveBytes, Release } from '#core/ports/claim-store.ts';
import type { Outgoing } from '#core/ports/sender.ts';
import type { SignIntentOutcome, SignIntentRequest } from '#core/ports/signer.ts';
import type { PoolState, SwapQuote, Venue } from '#core/ports/venue.ts';
import { createTestClock } from '../../../tests/support/test-clock.ts';
import { createBlockhashCache } from './blockhash-cache.ts';
import { createComputeBudgets } from './compute-budgets.ts';
import type { TradeDeps } from './deps.ts';
import { runTrades } from './run-trade.ts';

const at = (text: string): Address => text as Address;

/** A claimed purchase named by its intent, in a pool and a venue of the test's choice. */
const claimed = (id: string, over: Partial<ClaimedIntent> = {}): ClaimedIntent =>
  ({
    ...{ id: id as IntentId, organizationId: 'o', campaignId: 'c', runId: 'r', sequence: 1, fence: 2n, generation: 5n },
    ...{ kind: 'BUY', amountIn: 100n, slippageBps: 100, limitOut: null, limitIn: null, notAfter: new Date() },
    ...{ inputMint: at('SOL'), outputMint: at('DRIP'), wallet: at(`wallet of ${id}`), feePayer: at(`wallet of ${id}`) },
    ...{ venue: 'raydium-amm-v4', poolAddress: at('pool'), baseMint: at('DRIP'), quoteMint: at('SOL') },
    ...{ baseVault: at('base'), quoteVault: at('quote'), lastDenial: null, route: 'RPC', tip: 0n, ...over },
  }) as ClaimedIntent;

const venue: Partial<Venue> = {
  poolAccounts: ({ address, baseVault, quoteVault }) => [address, baseVault, quoteVault],
  decodePool(address) {
    if (address === 'no pool') throw appError('NOT_A_POOL', { field: 'pool', address });
    return {} as PoolState;
  },
  quoteExactIn: () =>
    ({
      ...{ amountOut: tokenAmount(1_000n), minAmountOut: tokenAmount(900n), fee: tokenAmount(1n) },
      ...{ reserveIn: tokenAmount(10n), reserveOut: tokenAmount(10n) },
    }) as SwapQuote,
  buildSwap: ({ intentId, minAmountOut }) => [{ intentId, minAmountOut }] as never,
};

describe('E-01 trades that run together', () => {
  let intents: ClaimedIntent[];
  let live: LiveBytes[];
  let outcomes: Map<string, SignIntentOutcome>;
  let endpoint: Partial<ChainEndpoint>;
  let asked: SignIntentRequest[];
  let denied: ClaimDenial[];
  let released: Release[];
  let sent: Outgoing[];
  let reads: (readonly Address[])[];
  const clock = createTestClock();

  const bytesOf = (id: string): LiveBytes => ({
    ...{ attemptId: `attempt of ${id}` as AttemptId, intentId: id as IntentId, signature: `of ${id}` as Signature },
    ...{ raw: Buffer.from(id), route: 'RPC', ageMs: 0 },
  });

  beforeEach(() => {
    [intents, live, asked, denied, released, sent, reads] = [[], [], [], [], [], [], []];
    outcomes = new Map();
    endpoint = {
      async accounts(addresses) {
        reads.push(addresses);
        if (addresses.includes(at('silent'))) throw new Error('no answer');
        return { slot: 40n, accounts: addresses.map(() => null) };
      },
      latestBlockhash: async () => ({ blockhash: 'recent', lastValidBlockHeight: 190n, slot: 39n }),
      recentPriorityFees: async () => [],
      simulate: async (message) => {
        const error = Buffer.from(message).toString() === 'fails' ? 'SlippageExceeded' : null;
        return { slot: 40n, error, logs: [], unitsConsumed: 50_000n };
      },
    };
  });

  function deps(): TradeDeps {
    const chain: Partial<TradeDeps['chain']> = {
      genesisHash: 'g' as GenesisHash,
      read: (work) => work(endpoint as ChainEndpoint),
      highest: () => ({ slot: 40n, blockHeight: 40n }),
    };
    const shared = chain as TradeDeps['chain'];
    const claims: TradeDeps['claims'] = {
      claim: async () => intents,
      renew: async () => new Set(),
      release: async (some) => void released.push(...some),
      async deny(some) {
        denied.push(...some);
        return new Set(some.map(({ intentId }) => intentId));
      },
      liveBytes: async (ids) => live.filter(({ intentId }) => ids.includes(intentId)),
      markSent: async () => undefined,
    };
    const rest: Partial<TradeDeps> = {
      ...{ claims, chain: shared, clock, venues: new Map([['raydium-amm-v4', venue as Venue]]) },
      compile: ({ instructions }) =>
        Buffer.from((instructions as unknown as { intentId: string }[])[0]?.intentId ?? ''),
      sender: { send: async (some) => void sent.push(...some) },
      signer: {
        async signIntents(requests: readonly SignIntentRequest[]) {
          asked.push(...requests);
          return requests.map(({ intentId }) => outcomes.get(intentId) ?? { kind: 'stale' });
        },
      } as unknown as TradeDeps['signer'],
      blockhashes: createBlockhashCache(shared),
      budgets: createComputeBudgets(shared),
      log: { info: () => undefined } as unknown as TradeDeps['log'],
      bus: { wake: () => undefined } as unknown as TradeDeps['bus'],
    };
    return rest as TradeDeps;
  }

  const run = async (...ids: string[]) => {
    const jobs = ids.map((id) => ({ intentId: id as IntentId, fence: 1n }));
    const results = await runTrades(deps(), jobs, new AbortController().signal);
    return results.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)));
  };
  const signs = (id: string): void => {
    const { attemptId, signature } = bytesOf(id);
    outcomes.set(id, { kind: 'signed', attemptId, signature });
    live.push(bytesOf(id));
  };

  it('have an end of their own each: one that is bad stops no other', async () => {
    intents = [
      claimed('good'),
      claimed('stranger', { venue: 'unknown' }),
      claimed('lost', { poolAddress: at('no pool') }),
      claimed('fails'),
      claimed('refused', { lastDenial: 'OVER_BUDGET' }),
      claimed('late'),
    ];
    signs('good');
    outcomes.set('refused', { kind: 'denied', code: 'OVER_BUDGET' });
    const ends = await run('good', 'stranger', 'lost', 'fails', 'refused', 'late', 'nobody’s');
    expect(ends).toEqual(['sent', 'denied', 'denied', 'denied', 'denied', 'idle', 'idle']);
    expect(asked.map(({ intentId }) => intentId)).toEqual(['good', 'refused', 'late']);
    expect(sent).toEqual([bytesOf('good')]);
    expect(denied.map(({ intentId, code, detail }) => [intentId, code, detail === null])).toEqual([
      ['stranger', 'VENUE_UNKNOWN', false],
      ['lost', 'NOT_A_POOL', false],
      ['fails', 'SIMULATION_FAILED', false],
      ['refused', 'OVER_BUDGET', true],
    ]);
    // People are told of a new reason alone.
    expect(denied.map(({ event }) => event?.data.kind ?? null)).toEqual([
      ...['TRADE_DENIED', 'TRADE_DENIED', 'TRADE_DENIED', null],
    ]);
    expect(released).toEqual([]);
  });

  it('read each pool once, and pools whose call fails make no other wait', async () => {
    const far = Array.from({ length: 33 }, (_, n) =>
      claimed(`far ${n}`, { poolAddress: at(`pool ${n}`), baseVault: at(`base ${n}`), quoteVault: at(`quote ${n}`) }),
    );
    intents = [...far, claimed('unread', { poolAddress: at('silent') }), claimed('first'), claimed('second')];
    for (const { id } of far) signs(id);
    const ends = await run(...far.map(({ id }) => id), 'unread', 'first', 'second');
    expect(reads.map((addresses) => addresses.length)).toEqual([99, 6]);
    expect(ends).toEqual([...far.map(() => 'sent'), ...Array(3).fill('Error: no answer')]);
    expect(released.map(({ intentId }) => intentId)).toEqual(['unread', 'first', 'second']);
  });

  it('leave a tenth of the slippage to the time between the worker’s quote and the signer’s', async () => {
    intents = [claimed('one')];
    await run('one');
    expect(asked[0]?.quote).toMatchObject({ quotedOut: '1000', minOut: '910', slot: '40' });
  });

  it('give the work to the first of two deliveries of one job', async () => {
    intents = [claimed('twice')];
    signs('twice');
    expect(await run('twice', 'twice')).toEqual(['sent', 'idle']);
    expect(asked).toHaveLength(1);
  });

  it('I5 send what Postgres holds when the signer’s answer is lost, and are due again where it holds nothing', async () => {
    intents = [claimed('stored'), claimed('not stored')];
    live = [bytesOf('stored')];
    const silent = deps();
    const signer = { ...silent.signer, signIntents: () => Promise.reject(appError('SIGNER_UNAVAILABLE', {})) };
    const jobs = intents.map(({ id }) => ({ intentId: id, fence: 1n }));
    const results = await runTrades({ ...silent, signer }, jobs, new AbortController().signal);
    expect(results[0]).toEqual({ status: 'fulfilled', value: 'sent' });
    expect(results[1]).toMatchObject({ status: 'rejected', reason: { code: 'SIGNER_UNAVAILABLE' } });
    expect(sent).toEqual([bytesOf('stored')]);
    expect(released.map(({ intentId }) => intentId)).toEqual(['not stored']);
  });

  it('E-05 are not signed once somebody else has claimed them', async () => {
    intents = [claimed('slow')];
    const { accounts } = endpoint;
    endpoint.accounts = async (...args) => {
      clock.pass(2_000);
      return (accounts as ChainEndpoint['accounts'])(...args);
    };
    expect(await run('slow')).toEqual(['idle']);
    expect(asked).toEqual([]);
  });
});
