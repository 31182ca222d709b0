import { describe, expect, it } from 'vitest';
import { checkNewPassword, LONGEST_PASSWORD, parseEmail, SHORTEST_PASSWORD } from './credentials.ts';

describe('A-01 e-mail addresses', () => {
  it('are read in lower case, without the space around them', () => {
    expect(parseEmail(' Ann.Smith+test@Example.TEST ')).toBe('ann.smith+test@example.test');
  });

  it.each(['', 'ann', 'ann@', '@example.test', 'a b@example.test', `${'x'.repeat(250)}@example.test`])(
    '%j is refused',
    (text) => {
      expect(() => parseEmail(text)).toThrow(
        expect.objectContaining({ code: 'BAD_USER_INPUT', context: expect.objectContaining({ field: 'email' }) }),
      );
    },
  );
});

describe('A-01 the password policy', () => {
  it.each([SHORTEST_PASSWORD, LONGEST_PASSWORD])('takes %i characters', (length) => {
    expect(() => checkNewPassword('x'.repeat(length))).not.toThrow();
  });

  it.each([
    [SHORTEST_PASSWORD - 1, /at least 12/],
    [LONGEST_PASSWORD + 1, /at most 128/],
  ])('refuses %i characters', (length, rule) => {
    expect(() => checkNewPassword('x'.repeat(length))).toThrow(rule);
  });
});
