import { describe, expect, it } from 'vitest';
import { eventRow, landingRow } from '../../test-support.ts';
import { type EventRow, readEvent } from './campaign-event.ts';

describe('readEvent', () => {
  it('reads amounts as bigints, beyond what a float can hold', () => {
    const row = { ...landingRow(3, 'TRADE_FILLED', 1), outputAmount: '18446744073709551615' };
    expect(readEvent(row)).toMatchObject({
      kind: 'TRADE_FILLED',
      seq: 3n,
      output: 18_446_744_073_709_551_615n,
      fee: 6_200n,
    });
  });

  it('lets a kind it does not know count in the sequence', () => {
    const row = { ...eventRow(7, 'TRADE_DUE'), kind: 'TRADE_TELEPORTED' as EventRow['kind'] };
    expect(readEvent(row)).toMatchObject({ kind: 'UNKNOWN', seq: 7n });
  });

  it('does not guess what a broken event leaves out', () => {
    expect(readEvent({ ...landingRow(4, 'TRADE_LANDED', 1), outputAmount: null })).toMatchObject({
      kind: 'UNKNOWN',
      seq: 4n,
    });
  });
});
