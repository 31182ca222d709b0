import { describe, expect, it } from 'vitest';
import { appError } from '../errors.ts';
import { describeFailure, isOutage, payloadIds } from './describe.ts';

describe('E-06 what is kept of a failed job', () => {
  it('is ids and figures of its payload', () => {
    const payload = { intentId: 'i-1', fence: '3', hour: 5, key: 'k'.repeat(65), nested: { secret: 1 }, none: null };
    expect(payloadIds(payload)).toEqual({ intentId: 'i-1', fence: '3', hour: 5 });
    expect(payloadIds('text')).toEqual({});
    expect(payloadIds(null)).toEqual({});
    expect(
      Object.keys(payloadIds(Object.fromEntries(Array.from({ length: 99 }, (_, n) => [`f${n}`, n])))),
    ).toHaveLength(10);
  });

  it('is the error’s code or name, and its words without secrets', () => {
    expect(describeFailure(Object.assign(new Error('gone'), { code: '57P01' }))).toEqual({
      code: '57P01',
      message: 'gone',
    });
    expect(describeFailure(new TypeError('x is not a function'))).toEqual({
      code: 'TypeError',
      message: 'x is not a function',
    });
    expect(describeFailure('just a text')).toEqual({ code: 'Error', message: 'just a text' });
    const key = 'A'.repeat(88);
    const leaky = `at postgresql://role:secret@host:1/db and https://rpc.example/?api-key=secret with ${key}`;
    expect(describeFailure(new Error(leaky)).message).toBe(
      'at postgresql://…@host:1/db and https://rpc.example/?… with …',
    );
    expect(describeFailure(new Error('a '.repeat(999))).message).toHaveLength(500);
  });
});

describe('E-06 what says nothing about a job', () => {
  const coded = (code: string) => Object.assign(new Error('no'), { code });
  const named = (name: string) => Object.assign(new Error('no'), { name });

  it.each([
    appError('SIGNER_UNAVAILABLE', {}),
    named('EndpointError'),
    named('TimeoutError'),
    ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '08006', '53300', '40P01'].map(coded),
    new Error('Connection terminated unexpectedly'),
    new Error('Connection terminated due to connection timeout'),
    new Error('timeout exceeded when trying to connect'),
    new Error('Query read timeout'),
  ])('is that a part was away: %o', (error) => {
    expect(isOutage(error)).toBe(true);
  });

  it.each([new TypeError('x is not a function'), coded('23505'), coded('SL002'), 'a text'])('is not %o', (error) => {
    expect(isOutage(error)).toBe(false);
  });
});
