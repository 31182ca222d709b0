import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#core/adapters/clock.ts';
import { GENESIS } from '#core/domain/clusters.ts';
import { appError } from '#core/domain/errors.ts';
import type { Address, GenesisHash, IntentId, RunId, Signature, WalletId } from '#core/domain/ids.ts';
import { lamports, lessBps, tokenAmount } from '#core/domain/money.ts';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import type { SignIntentRequest } from '#core/ports/signer.ts';
import type { GuardRows, NewAttempt, NewDenial, SigningScope, SigningTrade } from '#core/ports/signing-store.ts';
import type { PoolState, SwapQuote, Venue } from '#core/ports/venue.ts';
import type { SigningDependencies } from './dependencies.ts';
import { signIntents } from './sign-intents.ts';

const SOL = 1_000_000_000n;
/** The chain of everything here; each test begins on the local one. */
let genesis: GenesisHash;
const bytes = (value: unknown): Uint8Array =>
  Buffer.from(JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${v}` : v)));

/** A pool whose only account's balance is what a purchase gives; 13 is a pool that cannot be read. */
const venue: Partial<Venue> = {
  transientRent: lamports(0n),
  poolAccounts: ({ address }) => [address] as never,
  decodePool(address, [account]) {
    if (account?.lamports === 13n) throw new TypeError('no such layout');
    return { address, baseVault: 'base', quoteVault: 'quote', baseReserve: account?.lamports } as unknown as PoolState;
  },
  quoteExactIn({ pool, slippageBps }) {
    const out = pool.baseReserve;
    return {
      ...{ outputMint: 'DRIP', amountOut: out, minAmountOut: tokenAmount(lessBps(out, slippageBps)) },
      ...{ fee: tokenAmount(0n), reserveIn: tokenAmount(SOL), reserveOut: tokenAmount(SOL) },
    } as SwapQuote;
  },
  buildSwap: ({ intentId, minAmountOut }) => [{ intentId, minAmountOut }] as never,
};

const intent = (id: string, wallet: string, pool = 'pool'): SigningTrade => {
  const signing = {
    ...{ id: wallet as WalletId, userId: 'u', address: wallet as Address, genesisHash: genesis },
    ...{ blob: new Uint8Array(1), dataKey: new Uint8Array(1) },
  } as SigningTrade['wallet'];
  return {
    ...{ id: id as IntentId, organizationId: 'o', campaignId: null, runId: `run of ${id}` as RunId, fence: 1n },
    ...{ kind: 'BUY', genesisHash: genesis, inputMint: 'QUOTE', outputMint: 'DRIP', amountIn: 100n, slippageBps: 100 },
    ...{
      limitOut: null,
      limitIn: null,
      notAfter: new Date(2e12),
      route: 'RPC',
      tip: 0n,
      earlier: [] as SigningTrade['earlier'],
    },
    ...{ wallet: signing, feePayer: signing },
    pool: { venue: 'v', address: pool, baseMint: 'DRIP', quoteMint: 'QUOTE', baseVault: 'base', quoteVault: 'quote' },
  } as SigningTrade;
};

/** What the worker asks for: a message that its least output is written in. */
const request = (id: string, minOut: bigint): SignIntentRequest => ({
  ...{ intentId: id as IntentId, fence: 1n, generation: 0n, blockhashSlot: 40n, lastValidBlockHeight: 150n },
  message: bytes([{ intentId: id, minAmountOut: minOut }]),
  quote: { slot: '40', quotedOut: '0', minOut: `${minOut}`, poolFee: '0', reserveIn: '0', reserveOut: '0' },
});

/** Rows no guard has anything against. */
const rows = ({ intentId }: SigningScope): GuardRows => ({
  ...{ intentId, now: new Date(1e12), campaign: null, run: null, guardStates: [], reserved: [], oppositeTrades: 0 },
  destination: null,
  intent: {
    ...{ state: 'PENDING', fence: 1n, reviewReason: null, signatures: 0, signatureBudget: 5, hasLiveAttempt: false },
    ...{ dueAt: new Date(0), denials: 0 },
  },
  wallets: [{ active: true, custodial: true, genesisHash: genesis }],
});

describe('E-04 the signer', () => {
  /** What each endpoint shows: the pools' outputs and the wallets' lamports, by address. */
  let shown: (Record<string, bigint> | null)[];
  let intents: SigningTrade[];
  let transactions: IntentId[][];
  let attempts: NewAttempt[];
  let denials: NewDenial[];
  beforeEach(() => {
    genesis = GENESIS.local as GenesisHash;
    [shown, intents, transactions, attempts, denials] = [[{}], [], [], [], []];
  });

  const endpoint = (view: Record<string, bigint> | null): Partial<ChainEndpoint> => ({
    async accounts(addresses) {
      if (view === null) throw appError('CHAIN_UNAVAILABLE', {});
      const accounts = addresses.map((address) => ({
        ...{ lamports: lamports(view[address] ?? SOL), owner: 'o' as Address, data: new Uint8Array() },
      }));
      return { slot: 41n, accounts };
    },
  });

  function deps(): SigningDependencies {
    const witnesses = shown.map(endpoint);
    const store: SigningDependencies['store'] = {
      load: async (ids) => intents.filter(({ id }) => ids.includes(id)),
      async sign(scopes, decide) {
        transactions.push(scopes.map(({ intentId }) => intentId));
        const decided = scopes.map((scope) => decide(rows(scope)));
        for (const one of decided) {
          if (one.kind === 'sign') attempts.push(one.attempt);
          if (one.kind === 'deny') denials.push(one.denial);
        }
        return new Set(scopes.map(({ intentId }) => intentId));
      },
      attemptsBySignature: async () => new Map(),
    };
    const head = { blockhash: 'b', computeUnitLimit: 0, computeUnitPrice: 0n };
    return {
      ...{ store, clock: systemClock, newId: <Id extends string>() => 'attempt' as Id },
      chain: { genesisHash: genesis, quorum: Math.min(2, shown.length), witnesses: () => witnesses } as never,
      heights: async () => ({ highestHeight: 41n, lowestHeight: 41n, lowestSlot: 41n }),
      ...{ venues: new Map([['v', venue as Venue]]), transfers: {} as never },
      vault: { open: async () => ({ sign: () => new Uint8Array(64) }) } as never,
      codec: {
        compile: ({ instructions }: { instructions: unknown }) => bytes(instructions),
        readHead: () => ({ ...head, signers: [] }),
        assemble: () => ({ raw: new Uint8Array(), signature: 'signed' as Signature }),
        associatedTokenAccount: (wallet: Address, mint: Address) => `${wallet} ${mint}` as Address,
        tokenBalance: (account: { lamports: bigint } | null) => account?.lamports ?? null,
      } as never,
      limits: {
        ...{ maxSlippageBps: 1_000, maxPoolShareBps: 1_000, maxLamportsPerTransaction: SOL },
        ...{ maxPriorityFeeLamports: SOL, maxTipLamports: SOL },
      } as SigningDependencies['limits'],
    };
  }

  const sign = async (...requests: SignIntentRequest[]) =>
    (await signIntents(deps(), requests)).map((one) => (one.kind === 'denied' ? one.code : one.kind));

  describe('where two endpoints must agree, and one of them lies', () => {
    const HONEST = { pool: 1_000n };
    beforeEach(() => {
      intents = [intent('one', 'wallet')];
    });

    it('signs no price below the honest one less the slippage, whatever the liar shows', async () => {
      shown = [{ pool: 500n }, HONEST];
      expect(await sign(request('one', 495n))).toEqual(['MIN_OUT_TOO_LOW']);
      expect(await sign(request('one', 989n))).toEqual(['MIN_OUT_TOO_LOW']);
      expect(await sign(request('one', 990n))).toEqual(['signed']);
      expect(attempts.map(({ quote }) => [quote.out, quote.minOut])).toEqual([[1_000n, 990n]]);
    });

    it('is kept from signing by a liar that shows too good a price: a denial is all it can cost', async () => {
      shown = [HONEST, { pool: 2_000n }];
      expect(await sign(request('one', 990n))).toEqual(['MIN_OUT_TOO_LOW']);
      shown = [HONEST, { pool: 13n }];
      expect(await sign(request('one', 990n))).toEqual(['POOL_UNTRADABLE']);
    });

    it('counts the lowest of the balances shown', async () => {
      shown = [{ ...HONEST, wallet: 0n }, HONEST];
      expect(await sign(request('one', 990n))).toEqual(['INSUFFICIENT_FUNDS']);
      shown = [HONEST, { ...HONEST, 'wallet QUOTE': 99n }];
      expect(await sign(request('one', 990n))).toEqual(['INSUFFICIENT_FUNDS']);
    });

    it('does not take the word of one alone', async () => {
      shown = [HONEST, null];
      await expect(sign(request('one', 990n))).rejects.toMatchObject({ code: 'CHAIN_UNAVAILABLE' });
      expect(transactions).toEqual([]);
    });
  });

  describe('asked for several', () => {
    it('stores those together that share nothing, and the others after them in their order', async () => {
      shown = [{ pool: 1_000n }];
      intents = [intent('a', 'x'), intent('b', 'y'), intent('c', 'x'), intent('d', 'z')];
      const requests = ['a', 'b', 'c', 'd', 'a'].map((id) => request(id, 990n));
      expect(await sign(...requests)).toEqual(Array(5).fill('signed'));
      expect(transactions).toEqual([['a', 'b', 'd'], ['c'], ['a']]);
    });

    it('G-05 stores trades of one mint one after the other where opposite ones are refused', async () => {
      genesis = 'some chain with real money' as GenesisHash;
      shown = [{ pool: 1_000n }];
      intents = [intent('a', 'x'), intent('b', 'y')];
      expect(await sign(request('a', 990n), request('b', 990n))).toEqual(['signed', 'signed']);
      expect(transactions).toEqual([['a'], ['b']]);
    });

    it('denies alone what it cannot make sense of', async () => {
      shown = [{ pool: 1_000n, broken: 13n }];
      intents = [intent('good', 'x'), intent('bad', 'y', 'broken'), intent('strange', 'z')];
      intents = intents.map((one) => (one.id === 'strange' ? { ...one, pool: { ...one.pool, venue: 'w' } } : one));
      const outcomes = await sign(
        request('bad', 990n),
        request('good', 990n),
        request('strange', 1n),
        request('gone', 1n),
      );
      expect(outcomes).toEqual(['POOL_UNTRADABLE', 'signed', 'POOL_UNTRADABLE', 'stale']);
      expect(denials.map(({ denials: [first] }) => first?.detail['reason'])).toEqual([
        ...['TypeError: no such layout', 'unknown venue w'],
      ]);
    });
  });
});
