import { describe, expect, it } from 'vitest';
import type { Execution, LedgerWallet } from './campaigns.ts';
import type { ChainCount, Landing } from './chain-count.ts';
import { judge, percentile } from './verdict.ts';

const ID = '01a1fe17-b886-7f56-8890-e95dfd7411c7';
const SEED = ID.replaceAll('-', '');
const WALLET = 'Wa11et1111111111111111111111111111111111111';
const MINT = 'Mint111111111111111111111111111111111111111';

const execution = { id: ID, dueAt: '2026-01-01T00:00:00.000Z', attempts: [] } as unknown as Execution;
const good: Landing = { signature: 's', slot: 7, ok: true };

const chain = (byIntent: Record<string, Landing[]>): ChainCount => ({
  lastSlot: 9,
  byIntent: new Map(Object.entries(byIntent)),
  lamports: new Map([[WALLET, 5n]]),
  tokens: new Map([[`${WALLET} ${MINT}`, 70n]]),
  rent: new Map([[WALLET, 3n]]),
});

const ledger = (sol: string, units: string, rent: string): LedgerWallet[] => [
  {
    id: 'w',
    address: WALLET,
    ledger: {
      slot: '9',
      balances: [
        { account: 'SOL', holder: WALLET, asset: 'SOL', amount: sol },
        { account: 'TOKEN', holder: 'ata', asset: MINT, amount: units },
        { account: 'RENT', holder: 'ata', asset: 'SOL', amount: rent },
      ],
    },
  },
];

const verdict = (byIntent: Record<string, Landing[]>, ledgers = ledger('5', '70', '3')) =>
  judge([execution], ledgers, chain(byIntent));

describe('the rehearsal’s verdict', () => {
  it('counts one landing of one intent', () => {
    expect(verdict({ [SEED]: [good] })).toMatchObject({ intents: 1, landed: 1, lost: 0, doubled: 0, failed: 0 });
  });

  it('sees a lost intent', () => {
    expect(verdict({})).toMatchObject({ landed: 0, lost: 1 });
  });

  it('sees a double', () => {
    expect(verdict({ [SEED]: [good, good] })).toMatchObject({ landed: 0, lost: 0, doubled: 1 });
  });

  it('sees a trade that nobody asked for', () => {
    expect(verdict({ [SEED]: [good], ['f'.repeat(32)]: [good] })).toMatchObject({ landed: 1, doubled: 1 });
  });

  it('tells a failed landing from a lost one', () => {
    expect(verdict({ [SEED]: [{ ...good, ok: false }, good] })).toMatchObject({ landed: 1, failed: 1, lost: 0 });
  });

  it.each([
    ['5', '70', '3', true],
    ['6', '70', '3', false],
    ['5', '71', '3', false],
    ['5', '70', '2', false],
  ])('ledger of %s lamports, %s units and %s rent equals the chain: %s', (sol, units, rent, equal) => {
    expect(verdict({ [SEED]: [good] }, ledger(sol, units, rent)).ledgerEqualsChain).toBe(equal);
  });

  it('does not call an empty ledger equal', () => {
    expect(verdict({ [SEED]: [good] }, []).ledgerEqualsChain).toBe(false);
  });
});

it('percentile takes the nearest rank', () => {
  expect(percentile([5, 1, 4, 2, 3], 0.95)).toBe(5);
  expect(percentile([1, 2, 3, 4], 0.5)).toBe(2);
  expect(percentile([], 0.5)).toBeNull();
});
