import { expect, it } from 'vitest';
import { withdrawalWords } from './withdrawal-words.ts';

const WAITING = {
  state: 'QUEUED',
  intentState: 'PENDING',
  provisional: false,
  lastDenial: null,
  needsReview: false,
  endedAt: null,
} as const;

it.each([
  [{}, 'Waits', null],
  [{ lastDenial: 'GUARD_HALTED' }, 'Waits', 'Held back (GUARD_HALTED), and tried again.'],
  [{ state: 'PROCESSING' }, 'On its way', null],
  [{ state: 'PROCESSING', provisional: true }, 'Provisional', 'Confirmed, and final in a moment.'],
  [{ state: 'PROCESSING', needsReview: true }, 'On its way', 'An operator has to look at it.'],
  [{ state: 'SUCCEEDED', intentState: 'SUCCEEDED' }, 'Final', null],
  [{ state: 'FAILED', intentState: 'EXPIRED', lastDenial: 'GUARD_HALTED' }, 'Expired', 'Nothing left the wallet.'],
] as const)('W-07 a withdrawal with %j: %s', (fields, label, note) => {
  expect(withdrawalWords({ ...WAITING, ...fields })).toMatchObject({ label, note });
});
