import { describe, expect, it } from 'vitest';
import { SOL } from '../execution/demands.ts';
import type { Address, GenesisHash, WalletId } from '../ids.ts';
import { U64_MAX } from '../money.ts';
import { DENIALS, type DenialCode, denialDelayMs } from './denial.ts';
import { askGuards } from './gate.ts';
import type { GuardView, Holding } from './view.ts';

const GENESIS = 'this chain' as GenesisHash;
const at = (ms: number): Date => new Date(1_000_000 + ms);

const holding = (over: Partial<Holding> = {}): Holding => ({
  ...{ walletId: 'w' as WalletId, asset: SOL, taken: 100n, held: 20n, balance: 120n, reserved: 0n },
  ...over,
});

const QUOTE = { out: 900n, leastOut: 900n, reserveIn: 1_000n };

/** Everything in order, and at its edge: one step further each guard says no. */
const VIEW: GuardView = {
  now: at(0),
  limits: {
    ...{ maxSlippageBps: 500, maxPoolShareBps: 1_000, maxLamportsPerTransaction: 100n },
    ...{ maxPriorityFeeLamports: 10n, maxTipLamports: 20n },
  },
  chain: { genesisHash: GENESIS, cluster: 'mainnet-beta' },
  intent: {
    ...{ kind: 'BUY', genesisHash: GENESIS, amountIn: 100n, slippageBps: 500 },
    ...{ limit: { in: 100n, out: 900n }, dueAt: at(0), notAfter: at(0), wasSigned: false },
  },
  campaign: { status: 'ACTIVE', generation: 3n, maxTip: 5n, rehearsalOnly: false, differences: [] },
  run: { status: 'RUNNING', budget: 1_000n, spent: 500n, committed: 500n, reserved: 400n, signedFor: 1_900n },
  guardStates: [{ scope: 'PLATFORM', state: 'ACTIVE' }],
  wallets: [{ active: true, custodial: true, genesisHash: GENESIS }],
  claimedGeneration: 3n,
  order: { minOut: 900n, priorityFee: 10n, tip: 5n, matches: true },
  quote: QUOTE,
  transfer: null,
  holdings: [holding()],
  blockhashPlausible: true,
  oppositeTrades: 0,
};

const view = (over: Partial<GuardView>): GuardView => ({ ...VIEW, ...over });
const intent = (over: Partial<GuardView['intent']>) => view({ intent: { ...VIEW.intent, ...over } });
const run = (over: Partial<NonNullable<GuardView['run']>>) => view({ run: { ...VIEW.run!, ...over } });
const campaign = (over: Partial<NonNullable<GuardView['campaign']>>) =>
  view({ campaign: { ...VIEW.campaign!, ...over } });
const order = (over: Partial<GuardView['order']>) => view({ order: { ...VIEW.order, ...over } });
const wallet = (over: Partial<GuardView['wallets'][number]>) =>
  view({ wallets: [VIEW.wallets[0]!, { ...VIEW.wallets[0]!, ...over }] });
const lowOrder = { ...VIEW.order, minOut: 899n };
const token = holding({ asset: 'mint' as Address, held: 0n, balance: 99n });
const rehearsing = (over: GuardView): GuardView => ({ ...over, chain: { genesisHash: GENESIS, cluster: 'devnet' } });

const codes = (given: GuardView): DenialCode[] => askGuards(given).map((denial) => denial.code);

describe('G-03 the gate', () => {
  it('lets through what is in order, to the last unit', () => {
    expect(codes(VIEW)).toEqual([]);
  });

  const refused: readonly [string, GuardView, DenialCode][] = [
    ['a halted scope', view({ guardStates: [{ scope: 'WALLET', state: 'HALTED' }] }), 'GUARD_HALTED'],
    [
      'a purchase while only reducing',
      view({ guardStates: [{ scope: 'ORGANIZATION', state: 'REDUCING' }] }),
      'GUARD_REDUCING',
    ],
    ['a paused run', run({ status: 'PAUSED' }), 'RUN_NOT_RUNNING'],
    ['a paused campaign', campaign({ status: 'PAUSED' }), 'RUN_NOT_RUNNING'],
    ['an intent on terms of its own', campaign({ differences: ['pool', 'slippage'] }), 'INTENT_DIFFERS_FROM_CAMPAIGN'],
    ['a generation that rose', campaign({ generation: 4n }), 'GENERATION_CHANGED'],
    ['an intent before its time', intent({ dueAt: at(1), notAfter: at(9) }), 'NOT_DUE'],
    ['an intent after its time', intent({ dueAt: at(-9), notAfter: at(-1) }), 'TOO_LATE'],
    ['commitments beyond the budget', run({ spent: 501n, reserved: 0n }), 'OVER_BUDGET'],
    ['signatures beyond the budget', run({ reserved: 401n }), 'OVER_BUDGET'],
    ['an intent the run has not committed', run({ committed: 99n, spent: 0n }), 'OVER_BUDGET'],
    ['signatures beyond twice the budget, whatever else is said of them', run({ signedFor: 1_901n }), 'OVER_SIGNED'],
    ['a signature beyond any amount', run({ budget: U64_MAX, signedFor: U64_MAX - 99n }), 'OVER_SIGNED'],
    ['a balance one short', view({ holdings: [holding({ balance: 119n })] }), 'INSUFFICIENT_FUNDS'],
    ['tokens that are not there', view({ holdings: [holding(), token] }), 'INSUFFICIENT_FUNDS'],
    ['a balance that is reserved', view({ holdings: [holding({ reserved: 1n })] }), 'INSUFFICIENT_FUNDS'],
    ['rent that is not there', view({ holdings: [holding({ held: 21n })] }), 'INSUFFICIENT_FUNDS'],
    ['slippage above the limit', intent({ slippageBps: 501 }), 'SLIPPAGE_TOO_HIGH'],
    ['a trade too large for its pool', view({ quote: { ...QUOTE, reserveIn: 999n } }), 'TRADE_TOO_LARGE'],
    [
      'lamports of all wallets beyond the limit',
      view({ holdings: [holding(), holding({ taken: 1n, held: 0n })] }),
      'TOO_MUCH_SOL',
    ],
    ['a priority fee above the limit', order({ priorityFee: 11n }), 'PRIORITY_FEE_TOO_HIGH'],
    ['a tip above what the campaign allows', order({ tip: 6n }), 'TIP_TOO_HIGH'],
    [
      'a tip above what the platform allows',
      { ...campaign({ maxTip: 99n }), order: { ...VIEW.order, tip: 21n } },
      'TIP_TOO_HIGH',
    ],
    [
      'a tip above what the platform allows, of no campaign',
      { ...order({ tip: 21n }), campaign: null, run: null },
      'TIP_TOO_HIGH',
    ],
    ['a least output below the limit price', intent({ limit: { in: 100n, out: 901n } }), 'LIMIT_PRICE'],
    ['a pool that offers less than the limit price', view({ quote: { ...QUOTE, out: 899n } }), 'LIMIT_PRICE'],
    ['a least output below our own quote', { ...intent({ limit: null }), order: lowOrder }, 'MIN_OUT_TOO_LOW'],
    ['a strategy for rehearsals on mainnet-beta', campaign({ rehearsalOnly: true }), 'REHEARSAL_ONLY'],
    ['a strategy nobody knows', campaign({ rehearsalOnly: null }), 'STRATEGY_UNKNOWN'],
    ['an opposite trade on mainnet-beta', view({ oppositeTrades: 1 }), 'SELF_TRADE'],
    ['a message that differs', order({ matches: false }), 'MESSAGE_DIFFERS'],
    ['an intent of another chain', intent({ genesisHash: 'that chain' as GenesisHash }), 'WRONG_CHAIN'],
    ['a wallet of another chain', wallet({ genesisHash: 'that chain' as GenesisHash }), 'WRONG_CHAIN'],
    ['a wallet switched off', wallet({ active: false }), 'WALLET_INACTIVE'],
    ['a wallet without a key', wallet({ custodial: false }), 'NO_KEY'],
    ['a blockhash that cannot be', view({ blockhashPlausible: false }), 'BLOCKHASH_IMPLAUSIBLE'],
  ];

  it.each(refused)('refuses %s, and for that alone', (_what, given, code) => {
    expect(codes(given)).toEqual([code]);
    expect(DENIALS[code]).toMatch(/^[A-Z]/);
  });

  it('tells all reasons at once, with their numbers as text', () => {
    const denials = askGuards({ ...intent({ slippageBps: 501 }), blockhashPlausible: false, claimedGeneration: 2n });
    expect(denials).toEqual([
      { code: 'GENERATION_CHANGED', detail: { claimed: '2', now: '3' } },
      { code: 'SLIPPAGE_TOO_HIGH', detail: { bps: '501', limit: '500' } },
      { code: 'BLOCKHASH_IMPLAUSIBLE', detail: {} },
    ]);
  });

  it('lets a sale through while only reducing, and while the run stops', () => {
    const sale = intent({ kind: 'SELL' });
    expect(codes({ ...sale, guardStates: [{ scope: 'CAMPAIGN', state: 'REDUCING' }] })).toEqual([]);
    expect(codes({ ...sale, run: { ...VIEW.run!, status: 'STOPPING' } })).toEqual([]);
  });

  it('C-08 counts an intent once, however often it is signed', () => {
    const again = intent({ wasSigned: true });
    expect(codes({ ...again, run: { ...VIEW.run!, signedFor: 2_000n } })).toEqual([]);
    expect(askGuards({ ...again, run: { ...VIEW.run!, signedFor: 2_001n } })).toEqual([
      { code: 'OVER_SIGNED', detail: { signedFor: '2001', limit: '2000' } },
    ]);
  });

  it('asks an intent without a run for no budget and no strategy', () => {
    expect(codes(view({ campaign: null, run: null, claimedGeneration: 0n }))).toEqual([]);
  });

  it('G-05 lets volume and opposite trades through where nothing is deceived, and nowhere else', () => {
    expect(codes(rehearsing(campaign({ rehearsalOnly: true })))).toEqual([]);
    expect(codes(rehearsing(view({ oppositeTrades: 9 })))).toEqual([]);
  });

  describe('W-07 a withdrawal', () => {
    const DAY = 24 * 3_600_000;
    /** Of 100 to an address that was listed a day ago. */
    const withdrawal = (over: Partial<GuardView> = {}): GuardView => ({
      ...VIEW,
      intent: { ...VIEW.intent, kind: 'WITHDRAW', slippageBps: 0, limit: null },
      ...{ campaign: null, run: null, claimedGeneration: 0n, quote: null },
      order: { ...VIEW.order, tip: 0n },
      transfer: { destination: { addedAt: at(-DAY) } },
      ...over,
    });
    const local = { chain: { genesisHash: GENESIS, cluster: 'local' } } as const;

    it('goes to an address that was listed for a day, and has no price and no pool', () => {
      expect(codes(withdrawal())).toEqual([]);
      expect(codes(withdrawal({ guardStates: [{ scope: 'WALLET', state: 'REDUCING' }] }))).toEqual([]);
      expect(codes(withdrawal({ guardStates: [{ scope: 'WALLET', state: 'HALTED' }] }))).toEqual(['GUARD_HALTED']);
    });

    it('goes nowhere that is not listed', () => {
      expect(codes(withdrawal({ transfer: { destination: null } }))).toEqual(['DESTINATION_NOT_ALLOWED']);
      expect(codes(withdrawal({ transfer: { destination: null }, ...local }))).toEqual(['DESTINATION_NOT_ALLOWED']);
    });

    it('goes to a new address after a day: at once with play money alone', () => {
      const young = { addedAt: at(1 - DAY) };
      const refused = askGuards(withdrawal({ transfer: { destination: young } }));
      expect(refused).toEqual([{ code: 'DESTINATION_TOO_NEW', detail: { usableAt: at(1).toISOString() } }]);
      expect(codes(rehearsing(withdrawal({ transfer: { destination: young } })))).toEqual(['DESTINATION_TOO_NEW']);
      expect(codes(withdrawal({ transfer: { destination: young }, ...local }))).toEqual([]);
    });

    it('leaves a wallet its rent, or nothing at all', () => {
      const left = (balance: bigint): Partial<GuardView> => ({ holdings: [holding({ balance, mayEmpty: true })] });
      expect(codes(withdrawal(left(120n)))).toEqual([]);
      expect(codes(withdrawal(left(119n)))).toEqual(['INSUFFICIENT_FUNDS']);
      expect(codes(withdrawal(left(100n)))).toEqual([]);
      expect(codes(withdrawal(left(99n)))).toEqual(['INSUFFICIENT_FUNDS']);
      const spoken = holding({ balance: 101n, reserved: 1n, mayEmpty: true });
      expect(codes(withdrawal({ holdings: [spoken] }))).toEqual(['INSUFFICIENT_FUNDS']);
    });
  });

  it('needs nothing of a wallet that gives nothing', () => {
    const idle = holding({ taken: 0n, held: 0n, balance: 0n, reserved: 5n });
    expect(codes(view({ holdings: [holding(), idle] }))).toEqual([]);
  });
});

describe('how long a refused intent waits', () => {
  it('doubles from half a second to half a minute', () => {
    expect([1, 2, 3, 6, 7, 8, 1_000].map(denialDelayMs)).toEqual([500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000]);
  });
});
