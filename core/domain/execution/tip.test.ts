import { describe, expect, it } from 'vitest';
import { TIP_ACCOUNTS as LOCAL_TIP_ACCOUNTS } from '../../../localnet/jito/tip-accounts.ts';
import type { Cluster } from '../clusters.ts';
import type { IntentId } from '../ids.ts';
import { TIP_FLOOR, tipOf, tipOffer } from './tip.ts';
import { tipAccountOf, tipAccountsOf } from './tip-accounts.ts';

const intentId = (last: string) => `019a0000-0000-7000-8000-0000000000${last}` as IntentId;
const CAP = 10_000_000n;

describe('R-03 the tip offered', () => {
  const terms = { route: 'JITO_ONLY', maxTip: 50_000n, cap: CAP, recentFloor: null } as const;

  it.each([
    ['nothing on the RPC route', { ...terms, route: 'RPC', recentFloor: 9_000n }, 0n],
    ['the least that is taken where nobody knows more', terms, TIP_FLOOR],
    ['what lands just now', { ...terms, route: 'JITO_THEN_RPC', recentFloor: 9_000n }, 9_000n],
    ['never less than is taken at all', { ...terms, recentFloor: 10n }, TIP_FLOOR],
    ['never more than the campaign allows', { ...terms, recentFloor: 60_000n }, 50_000n],
    ['never more than the platform allows', { ...terms, cap: 2_000n, recentFloor: 60_000n }, 2_000n],
  ] as const)('is %s', (_name, given, offered) => {
    expect(tipOffer(given)).toBe(offered);
  });
});

describe('R-03 the tip account', () => {
  it('is on the fixed list of the chain, the same for an intent, and spread over intents', () => {
    const ids = Array.from({ length: 256 }, (_, byte) => intentId(byte.toString(16).padStart(2, '0')));
    const accounts = ids.map((id) => tipAccountOf(id, 'local'));
    expect(new Set(accounts)).toEqual(new Set(LOCAL_TIP_ACCOUNTS));
    expect(ids.map((id) => tipAccountOf(id, 'local'))).toEqual(accounts);
    expect(tipAccountOf(intentId('00'), 'testnet')).not.toBe(accounts[0]);
  });

  it('is the one the local block engine takes', () => {
    expect(tipAccountsOf('local')).toEqual(LOCAL_TIP_ACCOUNTS);
  });

  it.each(['mainnet-beta', 'testnet', 'local'] satisfies Cluster[])(
    'is one of eight different ones on %s',
    (cluster) => {
      expect(new Set(tipAccountsOf(cluster)).size).toBe(8);
    },
  );

  it('does not exist where no block engine serves the chain, and is not asked for without a tip', () => {
    expect(() => tipOf({ id: intentId('00'), tip: 1n }, 'devnet')).toThrow(RangeError);
    expect(tipOf({ id: intentId('00'), tip: 0n }, 'devnet')).toBeNull();
    expect(tipOf({ id: intentId('00'), tip: 7n }, 'local')).toEqual({ to: LOCAL_TIP_ACCOUNTS[0], lamports: 7n });
  });
});
