import { describe, expect, it } from 'vitest';
import { resetPasswordMail, twoFactorChangedMail, verifyEmailMail } from './account-mails.ts';

const linked = { name: 'Ann', publicUrl: 'https://sluice.example', token: 'a+b/c' };

describe('A-01 mails about accounts', () => {
  it.each([
    ['the address', verifyEmailMail, 'https://sluice.example/verify-email?token=a%2Bb%2Fc'],
    ['a reset', resetPasswordMail, 'https://sluice.example/reset-password?token=a%2Bb%2Fc'],
  ])('carry the link of %s in both bodies', (_what, mail, url) => {
    const { text, html, subject } = mail(linked);
    expect(text.split('\n')).toContain(url);
    expect(html).toContain(`href="${url}"`);
    expect(subject).not.toContain(linked.token);
  });

  it('keep a name from becoming markup or a line', () => {
    const { text, html } = verifyEmailMail({ ...linked, name: '<b>Ann</b>\r\nBcc: eve@example.test' });
    expect(html).toContain('&lt;b&gt;Ann&lt;/b&gt; Bcc');
    expect(html).not.toContain('<b>');
    expect(text.split('\n')[0]).toBe('Hello <b>Ann</b> Bcc: eve@example.test,');
  });

  it('say what changed', () => {
    expect(twoFactorChangedMail({ name: 'Ann', what: 'two-factor was switched off' }).text).toContain(
      'on your account, two-factor was switched off.',
    );
  });
});
