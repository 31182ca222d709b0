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
  const about = ['ann.smith@example.test', 'Ann'];
  const check = (password: string) => checkNewPassword(password, { field: 'newPassword', about });
  const long = 'purple elephants dance over quiet hills '.repeat(4);

  it.each([SHORTEST_PASSWORD, 64, LONGEST_PASSWORD])('takes %i characters', (length) => {
    expect(() => check(long.slice(0, length))).not.toThrow();
  });

  it.each(['nine lives left', 'ÄÖÜ ß 漢字 kana ok', 'annoyingly long one', 'smithereens of glass'])(
    'takes %j',
    (password) => {
      expect(() => check(password)).not.toThrow();
    },
  );

  it.each([
    [long.slice(0, SHORTEST_PASSWORD - 1), /at least 12/],
    [long.slice(0, LONGEST_PASSWORD + 1), /at most 128/],
    ['1qaz2wsx3edc', /attackers try first/],
    ['PasswordPassword', /attackers try first/],
    ['aaaaaaaaaaaaaaaa', /same few characters/],
    ['abcabcabcabcabc', /same few characters/],
    ['abcdefghijklmnop', /a run/],
    ['987654321098', /a run/],
    ['smith-example-1', /mainly your name/],
    ['Sluice-sluice-2026', /mainly your name/],
  ])('refuses %j', (password, rule) => {
    expect(() => check(password)).toThrow(rule);
    expect(() => check(password)).toThrow(
      expect.objectContaining({ code: 'WEAK_PASSWORD', context: expect.objectContaining({ field: 'newPassword' }) }),
    );
  });
});
