import { describe, expect, it } from 'vitest';
import { secretOf } from '../../../tests/support/totp.ts';
import { codeAt, createTotp } from './totp.ts';

const KEY = 'a secret of the server, thirty-two characters';
const totp = createTotp(KEY);
const NOW = new Date('2026-01-01T12:00:10.000Z');
const STEP = BigInt(Math.floor(NOW.getTime() / 30_000));

describe('A-06 codes of an authenticator app', () => {
  // RFC 6238, appendix B: the last six of the eight digits, for SHA-1.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('are those of the standard at %d s', (seconds, code) => {
    expect(codeAt(Buffer.from('12345678901234567890'), BigInt(Math.floor(seconds / 30)))).toBe(code);
  });

  it('are found in the step they are of, and in its neighbours alone', async () => {
    const { sealed, uri } = await totp.create('ann@example.test');
    const secret = secretOf(uri);
    expect(secret).toHaveLength(20);
    for (const offset of [-1n, 0n, 1n]) {
      expect(await totp.stepOf(sealed, codeAt(secret, STEP + offset), NOW)).toBe(STEP + offset);
    }
    for (const offset of [-2n, 2n]) expect(await totp.stepOf(sealed, codeAt(secret, STEP + offset), NOW)).toBeNull();
  });

  it.each(['', '12345', '1234567', '12345a', '１２３４５６'])('are six digits: %j is none', async (code) => {
    const { sealed } = await totp.create('ann@example.test');
    expect(await totp.stepOf(sealed, code, NOW)).toBeNull();
  });

  it('come from a secret that is stored encrypted, and named after the account', async () => {
    const { sealed, uri } = await totp.create('ann@example.test');
    expect(uri).toMatch(/^otpauth:\/\/totp\/Sluice:ann%40example\.test\?/);
    const secret = secretOf(uri);
    for (const form of ['hex', 'base64', 'base64url'] as const) expect(sealed).not.toContain(secret.toString(form));
    await expect(createTotp(`another ${KEY}`).stepOf(sealed, '123456', NOW)).rejects.toThrow();
  });
});
