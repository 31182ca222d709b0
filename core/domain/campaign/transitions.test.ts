import { describe, expect, it } from 'vitest';
import { allowedOperations, campaignStatusOf, isEnded, type Operation, type Phase, transition } from './transitions.ts';

const PHASES: Phase[] = ['DRAFT', 'RUNNING', 'PAUSED', 'STOPPING', 'STOPPED', 'COMPLETED', 'FAILED'];
const OPERATIONS: Operation[] = ['START', 'PAUSE', 'RESUME', 'STOP', 'COMPLETE', 'FINISH_STOP', 'FAIL'];

describe('C-02 transitions of campaign and run', () => {
  it('says what each operation does in each phase', () => {
    const table = PHASES.map((phase) => {
      const row = OPERATIONS.map((operation) => {
        const result = transition(phase, operation);
        return result.kind === 'next' ? result.phase : result.kind === 'unchanged' ? '=' : '-';
      });
      return `${phase}: ${row.join(' ')}`;
    });
    expect(table).toEqual([
      // START PAUSE RESUME STOP COMPLETE FINISH_STOP FAIL
      'DRAFT: RUNNING - - - - - -',
      'RUNNING: - PAUSED = STOPPING COMPLETED - FAILED',
      'PAUSED: - = RUNNING STOPPING COMPLETED - FAILED',
      'STOPPING: - - - = - STOPPED -',
      'STOPPED: RUNNING - - = - = -',
      'COMPLETED: RUNNING - - - = - -',
      'FAILED: RUNNING - - - - - =',
    ]);
  });

  it('is idempotent: an operation that had its effect changes nothing the second time', () => {
    for (const phase of PHASES) {
      for (const operation of OPERATIONS) {
        const first = transition(phase, operation);
        if (first.kind !== 'next' || operation === 'START') continue;
        expect(transition(first.phase, operation).kind, `${operation} of ${phase}, twice`).not.toBe('next');
      }
    }
  });

  it('offers people only what would change something', () => {
    expect(allowedOperations('DRAFT')).toEqual(['START']);
    expect(allowedOperations('RUNNING')).toEqual(['PAUSE', 'STOP']);
    expect(allowedOperations('PAUSED')).toEqual(['RESUME', 'STOP']);
    expect(allowedOperations('STOPPING')).toEqual([]);
    expect(allowedOperations('COMPLETED')).toEqual(['START']);
  });

  it('never leaves an ended run but by a new start', () => {
    for (const phase of PHASES.filter(isEnded)) {
      const leaving = OPERATIONS.filter((operation) => transition(phase, operation).kind === 'next');
      expect(leaving).toEqual(['START']);
    }
  });

  it('shows a campaign as active until its last run has really ended', () => {
    expect(campaignStatusOf('STOPPING')).toBe('ACTIVE');
    expect(campaignStatusOf('STOPPED')).toBe('STOPPED');
  });
});
