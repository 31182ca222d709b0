import { describe, expect, it } from 'vitest';
import type { CampaignStatus, RunStatus } from '../campaign/transitions.ts';
import { type GuardState, maySign } from './may-sign.ts';
import { INTENT_KINDS } from './order.ts';

const CAMPAIGN: CampaignStatus[] = ['DRAFT', 'ACTIVE', 'PAUSED', 'STOPPED', 'COMPLETED'];
const RUN: RunStatus[] = ['RUNNING', 'PAUSED', 'STOPPING', 'STOPPED', 'COMPLETED', 'FAILED'];
const STATES: GuardState[] = ['ACTIVE', 'REDUCING', 'HALTED'];

/** Every combination that may be signed; all others may not. */
const ALLOWED = new Set([
  'BUY ACTIVE RUNNING ACTIVE',
  'SELL ACTIVE RUNNING ACTIVE',
  'SELL ACTIVE RUNNING REDUCING',
  'SELL ACTIVE STOPPING ACTIVE',
  'SELL ACTIVE STOPPING REDUCING',
  'WITHDRAW ACTIVE RUNNING ACTIVE',
  'WITHDRAW ACTIVE RUNNING REDUCING',
  'WITHDRAW ACTIVE STOPPING ACTIVE',
  'WITHDRAW ACTIVE STOPPING REDUCING',
]);

const combinations = INTENT_KINDS.flatMap((kind) =>
  CAMPAIGN.flatMap((campaign) => RUN.flatMap((run) => STATES.map((state) => ({ kind, campaign, run, state })))),
);

describe('G-01 may it be signed', () => {
  it.each(combinations)('$kind with campaign $campaign, run $run, guard $state', ({ kind, campaign, run, state }) => {
    expect(maySign(kind, campaign, run, [state]).length === 0).toBe(ALLOWED.has(`${kind} ${campaign} ${run} ${state}`));
  });

  it('takes the strictest of the states', () => {
    expect(maySign('BUY', 'ACTIVE', 'RUNNING', ['ACTIVE', 'ACTIVE', 'REDUCING'])).toEqual(['GUARD_REDUCING']);
    expect(maySign('SELL', 'ACTIVE', 'RUNNING', ['REDUCING', 'HALTED', 'ACTIVE'])).toEqual(['GUARD_HALTED']);
  });

  it('tells every reason at once', () => {
    expect(maySign('BUY', 'PAUSED', 'PAUSED', ['REDUCING', 'HALTED'])).toEqual([
      'GUARD_HALTED',
      'GUARD_REDUCING',
      'RUN_NOT_RUNNING',
    ]);
  });

  it('lets an intent without a run go by the guards alone', () => {
    expect(maySign('BUY', null, null, [])).toEqual([]);
    expect(maySign('BUY', null, null, ['REDUCING'])).toEqual(['GUARD_REDUCING']);
    expect(maySign('SELL', null, null, ['HALTED'])).toEqual(['GUARD_HALTED']);
    expect(maySign('BUY', 'ACTIVE', null, [])).toEqual(['RUN_NOT_RUNNING']);
    expect(maySign('BUY', null, 'RUNNING', [])).toEqual(['RUN_NOT_RUNNING']);
  });
});
