import { layOut, type MailText } from './layout.ts';

export interface InvitationFacts {
  readonly organization: string;
  /** Of the console, without a slash at the end. */
  readonly publicUrl: string;
  /** Goes into the link, and nowhere else. */
  readonly token: string;
  /** How long the link is good. */
  readonly days: number;
}

/** Asks somebody to join an organisation. */
export const invitationMail = ({ organization, publicUrl, token, days }: InvitationFacts): MailText =>
  layOut({
    subject: `You are invited to ${organization} on Sluice`,
    opening: [
      `You are invited to join the organisation ${organization}.`,
      `This link works once, within ${days} days:`,
    ],
    link: { label: 'Join', url: `${publicUrl}/accept-invitation?token=${encodeURIComponent(token)}` },
    closing: [
      'You need an account with this e-mail address; the page lets you make one.',
      'If you expected no invitation, leave this mail alone: nothing happens.',
    ],
  });
