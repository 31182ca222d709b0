import { describe, expect, it } from 'vitest';
import { describeFailure, Failure } from './failure.mjs';

describe('describeFailure', () => {
  it('says what happened and what to do, on one line and without a stack', () => {
    const text = describeFailure(new Failure('Port 4000 is taken.', 'Choose another.'));
    expect(text).toBe('Port 4000 is taken. Choose another.');
  });

  it('D-01 a full disk is named with its path', () => {
    const error = Object.assign(new Error('write'), { code: 'ENOSPC', path: '/data/redis' });
    expect(describeFailure(error)).toMatch(/^The disk is full \(\/data\/redis\)\. Free some space/);
  });

  it('an error that nobody foresaw keeps its own words', () => {
    expect(describeFailure(new Error('surprise'))).toMatch(/^Unexpected error: surprise\. Set DEBUG=1/);
    expect(describeFailure('thrown text')).toMatch(/^Unexpected error: thrown text\./);
  });
});
