/** What is written to people about their accounts. */
import { layOut, type MailText } from './layout.ts';

interface Linked {
  readonly name: string;
  /** Of the console, without a slash at the end. */
  readonly publicUrl: string;
  /** Goes into the link, and nowhere else. */
  readonly token: string;
}

const link = (label: string, publicUrl: string, path: string, token: string) => ({
  label,
  url: `${publicUrl}${path}?token=${encodeURIComponent(token)}`,
});

export const verifyEmailMail = ({ name, publicUrl, token }: Linked): MailText =>
  layOut({
    subject: 'Confirm your e-mail address',
    opening: [`Hello ${name},`, 'open this link within 24 hours to confirm that this address is yours:'],
    link: link('Confirm the address', publicUrl, '/verify-email', token),
    closing: ['If you did not make an account, leave this mail alone: nothing happens.'],
  });

export const resetPasswordMail = ({ name, publicUrl, token }: Linked): MailText =>
  layOut({
    subject: 'Choose a new password',
    opening: [`Hello ${name},`, 'open this link within 30 minutes to choose a new password. It works once:'],
    link: link('Choose a new password', publicUrl, '/reset-password', token),
    closing: ['If you did not ask for it, leave this mail alone: your password stays as it is.'],
  });

const NOT_YOU = 'If this was not you, choose a new password at once ("Forgot your password?" on the sign-in page).';

export const passwordChangedMail = ({ name }: Pick<Linked, 'name'>): MailText =>
  layOut({
    subject: 'Your password was changed',
    opening: [`Hello ${name},`, 'the password of your account was changed, and the other sessions were ended.'],
    closing: [NOT_YOU],
  });

export const twoFactorChangedMail = ({ name, what }: { name: string; what: string }): MailText =>
  layOut({
    subject: 'Your two-factor sign-in was changed',
    opening: [`Hello ${name},`, `on your account, ${what}.`],
    closing: [NOT_YOU],
  });
