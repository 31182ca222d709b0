import { expect, it } from 'vitest';
import { secretOf } from './otp-uri.ts';

it('A-06 shows the secret of an authenticator in groups, as it is typed', () => {
  expect(secretOf('otpauth://totp/Sluice:ada?secret=ABCDEFGHIJ&issuer=Sluice')).toBe('ABCD EFGH IJ');
  expect(secretOf('otpauth://totp/Sluice:ada?secret=ABCDEFGH')).toBe('ABCD EFGH');
  expect(secretOf('otpauth://totp/Sluice:ada')).toBe('');
});
