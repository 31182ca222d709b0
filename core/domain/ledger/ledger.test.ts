import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Address, WSOL_MINT } from '../ids.ts';
import {
  type BalanceSheet,
  type EntryFigures,
  externalEntries,
  openingEntries,
  tradeEntries,
  withdrawalEntries,
} from './entries.ts';
import { fillFigures, slippageBps } from './fill.ts';

const [WALLET, PAYER, HOLDER, POOL, MINT] = ['wallet', 'payer', 'holder', 'pool', 'mint'] as Address[] as [
  Address,
  Address,
  Address,
  Address,
  Address,
];
const RENT = 2_039_280n;

/** A buy of 700 for 1,000 lamports that opens the token account; fee 5,026. */
const buy = (over: Partial<BalanceSheet> = {}): BalanceSheet => ({
  error: null,
  fee: 5_026n,
  signatureCount: 1,
  accounts: [WALLET, HOLDER, POOL],
  preLamports: [10_000_000n, 0n, 500n],
  postLamports: [10_000_000n - 1_000n - 5_026n - RENT, RENT, 1_500n],
  preTokens: [{ account: POOL, mint: MINT, owner: POOL, amount: 9_000n }],
  postTokens: [
    { account: POOL, mint: MINT, owner: POOL, amount: 8_300n },
    { account: HOLDER, mint: MINT, owner: WALLET, amount: 700n },
  ],
  ...over,
});

/** The same, with the fees and the rent on another wallet. */
const sponsored: BalanceSheet = buy({
  fee: 10_026n,
  signatureCount: 2,
  accounts: [PAYER, HOLDER, POOL, WALLET],
  preLamports: [10_000_000n, 0n, 500n, 1_000n],
  postLamports: [10_000_000n - 10_026n - RENT, RENT, 1_500n, 0n],
});

const sum = (entries: readonly EntryFigures[], account: string): bigint =>
  entries.filter((entry) => entry.account === account).reduce((total, entry) => total + entry.amount, 0n);

describe('C-10 a trade in the ledger', () => {
  it('tells fees, rent and trade apart', () => {
    const sol = { account: 'SOL', holder: WALLET, asset: 'SOL' };
    expect(tradeEntries(buy(), { trader: WALLET, wallet: WALLET, tip: 0n })).toEqual([
      { ...sol, reason: 'BASE_FEE', amount: -5_000n },
      { ...sol, reason: 'PRIORITY_FEE', amount: -26n },
      { ...sol, reason: 'RENT', amount: -RENT },
      { ...sol, reason: 'TRADE', amount: -1_000n },
      { account: 'RENT', holder: HOLDER, asset: 'SOL', reason: 'RENT', amount: RENT },
      { account: 'TOKEN', holder: HOLDER, asset: MINT, reason: 'TRADE', amount: 700n },
    ]);
  });

  it('books the fees and the rent on who paid them', () => {
    const trader = tradeEntries(sponsored, { trader: WALLET, wallet: WALLET, tip: 0n });
    const payer = tradeEntries(sponsored, { trader: WALLET, wallet: PAYER, tip: 0n });
    expect([sum(trader, 'SOL'), sum(trader, 'RENT'), sum(trader, 'TOKEN')]).toEqual([-1_000n, RENT, 700n]);
    expect(payer.map(({ reason, amount }) => [reason, amount])).toEqual([
      ['BASE_FEE', -10_000n],
      ['PRIORITY_FEE', -26n],
      ['RENT', -RENT],
    ]);
  });

  it('books the fee alone when it landed with an error', () => {
    const sheet = buy({
      error: 'x',
      postLamports: [10_000_000n - 5_026n, 0n, 500n],
      postTokens: [{ account: POOL, mint: MINT, owner: POOL, amount: 9_000n }],
    });
    expect(tradeEntries(sheet, { trader: WALLET, wallet: WALLET, tip: 0n }).map(({ reason }) => reason)).toEqual([
      'BASE_FEE',
      'PRIORITY_FEE',
    ]);
  });

  it.each([
    ['the wallet itself', WALLET],
    ['another wallet', PAYER],
  ])('R-03 books the tip on %s, and not as what was traded', (_who, payer) => {
    const untipped = payer === WALLET ? buy() : sponsored;
    const postLamports = untipped.postLamports.map((value, index) => (index === 0 ? value - 900n : value));
    const sheet = { ...untipped, postLamports };
    const tips = (wallet: Address) =>
      tradeEntries(sheet, { trader: WALLET, wallet, tip: 900n }).flatMap(({ reason, amount }) =>
        reason === 'TIP' ? amount : [],
      );
    expect(tips(payer)).toEqual([-900n]);
    expect(tips(payer === WALLET ? PAYER : WALLET)).toEqual([]);
    expect(fillFigures(sheet, { trader: WALLET, inputMint: WSOL_MINT, outputMint: MINT, tip: 900n }).inputAmount).toBe(
      1_000n,
    );
  });

  it('R-03 books no tip for what landed with an error: it paid its fee alone', () => {
    const sheet = buy({ error: 'x', postLamports: [10_000_000n - 5_026n, 0n, 500n], postTokens: buy().preTokens });
    const entries = tradeEntries(sheet, { trader: WALLET, wallet: WALLET, tip: 900n });
    expect(entries.map(({ reason, amount }) => [reason, amount])).toEqual([
      ['BASE_FEE', -5_000n],
      ['PRIORITY_FEE', -26n],
    ]);
  });

  it('gives the fill from the balances', () => {
    const costs = { rent: RENT, priorityFee: 26n, tip: 0n };
    const trade = { trader: WALLET, inputMint: WSOL_MINT, outputMint: MINT, tip: 0n };
    const filled = { inputAmount: 1_000n, outputAmount: 700n };
    expect(fillFigures(buy(), trade)).toEqual({ ...filled, ...costs, baseFee: 5_000n });
    expect(fillFigures(sponsored, trade)).toEqual({ ...filled, ...costs, baseFee: 10_000n });
  });

  it('gives the fill of a sale in SOL', () => {
    const sheet = buy({
      preLamports: [10_000_000n, RENT, 1_500n],
      postLamports: [10_000_000n + 1_000n - 5_026n, RENT, 500n],
      preTokens: [{ account: HOLDER, mint: MINT, owner: WALLET, amount: 700n }],
      postTokens: [{ account: HOLDER, mint: MINT, owner: WALLET, amount: 0n }],
    });
    const fill = fillFigures(sheet, { trader: WALLET, inputMint: MINT, outputMint: WSOL_MINT, tip: 0n });
    expect(fill).toMatchObject({ inputAmount: 700n, outputAmount: 1_000n, rent: 0n });
  });

  it('tells slippage in basis points, better than quoted below zero', () => {
    expect([slippageBps(1_000n, 990n), slippageBps(1_000n, 1_010n), slippageBps(0n, 5n)]).toEqual([100, -100, 0]);
  });
});

describe('W-07 a withdrawal in the ledger', () => {
  const [FRIEND, THEIRS] = ['friend', 'their holder'] as [Address, Address];
  const sol = { account: 'SOL', holder: WALLET, asset: 'SOL' } as const;
  const fees = [
    { ...sol, reason: 'BASE_FEE', amount: -5_000n },
    { ...sol, reason: 'PRIORITY_FEE', amount: -20n },
  ];
  const of = (sheet: BalanceSheet) => withdrawalEntries(sheet, { wallet: WALLET, destination: FRIEND });

  const solSent: BalanceSheet = {
    ...{ error: null, fee: 5_020n, signatureCount: 1, accounts: [WALLET, FRIEND], preTokens: [], postTokens: [] },
    ...{ preLamports: [10_000_000n, 7n], postLamports: [10_000_000n - 5_020n - 900n, 907n] },
  };
  /** 300 of 1,000 units, to an account that is made for them. */
  const tokensSent: BalanceSheet = {
    ...{ error: null, fee: 5_020n, signatureCount: 1, accounts: [WALLET, HOLDER, THEIRS] },
    ...{ preLamports: [10_000_000n, RENT, 0n], postLamports: [10_000_000n - 5_020n - RENT, RENT, RENT] },
    preTokens: [{ account: HOLDER, mint: MINT, owner: WALLET, amount: 1_000n }],
    postTokens: [
      { account: HOLDER, mint: MINT, owner: WALLET, amount: 700n },
      { account: THEIRS, mint: MINT, owner: FRIEND, amount: 300n },
    ],
  };

  it('tells what was sent from what it cost', () => {
    expect(of(solSent)).toEqual([...fees, { ...sol, reason: 'WITHDRAWAL', amount: -900n }]);
  });

  it('books the rent of the account that was made at the destination', () => {
    expect(of(tokensSent)).toEqual([
      ...fees,
      { ...sol, reason: 'RENT', amount: -RENT },
      { account: 'TOKEN', holder: HOLDER, asset: MINT, reason: 'WITHDRAWAL', amount: -300n },
    ]);
  });

  it('books wrapped SOL as a token, and the fee alone of what landed with an error', () => {
    const wrapped = (balances: BalanceSheet['preTokens']) => balances.map((one) => ({ ...one, mint: WSOL_MINT }));
    const sheet = {
      ...tokensSent,
      ...{ preTokens: wrapped(tokensSent.preTokens), postTokens: wrapped(tokensSent.postTokens) },
      preLamports: [10_000_000n, RENT + 1_000n, 0n],
      postLamports: [10_000_000n - 5_020n - RENT, RENT + 700n, RENT + 300n],
    };
    expect(of(sheet).map(({ account, reason, amount }) => `${account} ${reason} ${amount}`)).toEqual([
      ...['SOL BASE_FEE -5000', 'SOL PRIORITY_FEE -20', `SOL RENT -${RENT}`, 'TOKEN WITHDRAWAL -300'],
    ]);
    const failed = { ...solSent, error: 'x', postLamports: [10_000_000n - 5_020n, 7n] };
    expect(of(failed)).toEqual(fees);
  });
});

describe('I7 the ledger of a wallet', () => {
  it('tells wrapped SOL from the rent of its account', () => {
    const sheet = buy({
      preTokens: [],
      postLamports: [4_000_000n, RENT + 5_000n, 0n],
      postTokens: [{ account: HOLDER, mint: WSOL_MINT, owner: WALLET, amount: 5_000n }],
    });
    const entries = externalEntries(sheet, WALLET);
    expect([sum(entries, 'RENT'), sum(entries, 'TOKEN')]).toEqual([RENT, 5_000n]);
  });

  it('books all that a new token account holds, also what a stranger had sent to its address', () => {
    const sheet = buy({
      preLamports: [10_000_000n, 1_000_000_000n, 500n],
      postLamports: [10_000_000n - 1_000n - 5_026n, 1_000_000_000n, 1_500n],
    });
    const entries = tradeEntries(sheet, { trader: WALLET, wallet: WALLET, tip: 0n });
    expect([sum(entries, 'SOL'), sum(entries, 'RENT')]).toEqual([-6_026n, 1_000_000_000n]);
    const trade = { trader: WALLET, inputMint: WSOL_MINT, outputMint: MINT, tip: 0n };
    expect(fillFigures(sheet, trade)).toMatchObject({ inputAmount: 1_000n, rent: 0n });
  });

  it('books units and rent of a token account that changes hands', () => {
    const held = (owner: Address) => [{ account: HOLDER, mint: MINT, owner, amount: 700n }];
    const lamports = { preLamports: [5n, RENT, 0n], postLamports: [5n, RENT, 0n] };
    const given = externalEntries(buy({ ...lamports, preTokens: held(PAYER), postTokens: held(WALLET) }), WALLET);
    expect([sum(given, 'RENT'), sum(given, 'TOKEN')]).toEqual([RENT, 700n]);
    const taken = externalEntries(buy({ ...lamports, preTokens: held(WALLET), postTokens: held(PAYER) }), WALLET);
    expect([sum(taken, 'RENT'), sum(taken, 'TOKEN')]).toEqual([-RENT, -700n]);
  });

  it('opens with what is held, and nothing for what is not', () => {
    const holders = [
      { account: HOLDER, mint: MINT, units: 7n, rent: RENT },
      { account: POOL, mint: MINT, units: 0n, rent: 0n },
    ];
    const entries = openingEntries(WALLET, { lamports: 5n, holders });
    expect(entries.map(({ account, amount, reason }) => [account, amount, reason])).toEqual([
      ['SOL', 5n, 'OPENING'],
      ['RENT', RENT, 'OPENING'],
      ['TOKEN', 7n, 'OPENING'],
    ]);
  });

  it('refuses a balance that JSON could not carry exactly', () => {
    const sheet = buy({ postLamports: [(1n << 53n) + 2n, RENT, 0n] });
    expect(() => externalEntries(sheet, WALLET)).toThrow(RangeError);
  });

  it('adds up to what the transaction changed, whatever it did and whoever paid', () => {
    const lamports = fc.bigInt(0n, 10n ** 12n);
    const balances = fc.tuple(lamports, lamports, lamports);
    const tokens = fc.tuple(fc.bigInt(0n, 10n ** 9n), fc.bigInt(0n, 10n ** 9n), fc.constantFrom(MINT, WSOL_MINT));
    fc.assert(
      fc.property(
        balances,
        balances,
        tokens,
        fc.bigInt(5_000n, 10n ** 6n),
        fc.boolean(),
        (pre, post, token, fee, pays) => {
          const [before, after, mint] = token;
          const sheet = buy({
            fee,
            accounts: pays ? [WALLET, HOLDER, PAYER] : [PAYER, HOLDER, WALLET],
            preLamports: pre,
            postLamports: post,
            preTokens: [{ account: HOLDER, mint, owner: WALLET, amount: before }],
            postTokens: [{ account: HOLDER, mint, owner: WALLET, amount: after }],
          });
          const own = pays ? 0 : 2;
          const change = (index: number): bigint => (post[index] ?? 0n) - (pre[index] ?? 0n);
          const units = after - before;
          const rent = mint === WSOL_MINT ? change(1) - units : change(1);
          for (const entries of [
            tradeEntries(sheet, { trader: WALLET, wallet: WALLET, tip: 0n }),
            externalEntries(sheet, WALLET),
          ]) {
            expect([sum(entries, 'SOL'), sum(entries, 'RENT'), sum(entries, 'TOKEN')]).toEqual([
              change(own),
              rent,
              units,
            ]);
          }
        },
      ),
    );
  });
});
