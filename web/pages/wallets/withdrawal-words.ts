/** How a withdrawal stands, in words. */
import type { WithdrawalPartsFragment } from '#client/generated/operations.ts';

type Standing = Pick<
  WithdrawalPartsFragment,
  'state' | 'intentState' | 'provisional' | 'lastDenial' | 'needsReview' | 'endedAt'
>;

export interface WithdrawalWords {
  readonly label: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'quiet';
  /** More of it, where there is more to say. */
  readonly note: string | null;
}

const ENDS: Readonly<Record<Exclude<Standing['intentState'], 'PENDING'>, WithdrawalWords>> = {
  SUCCEEDED: { label: 'Final', tone: 'good', note: null },
  EXPIRED: { label: 'Expired', tone: 'bad', note: 'Nothing left the wallet.' },
  CANCELLED: { label: 'Cancelled', tone: 'quiet', note: 'Nothing left the wallet.' },
  FAILED_ONCHAIN: { label: 'Failed', tone: 'bad', note: 'The chain refused it; only the fee is gone.' },
};

/** What it does before its end. */
function underway({ state, provisional, lastDenial }: Standing): WithdrawalWords {
  if (provisional) return { label: 'Provisional', tone: 'warn', note: 'Confirmed, and final in a moment.' };
  if (state === 'PROCESSING') return { label: 'On its way', tone: 'warn', note: null };
  const note = lastDenial === null ? null : `Held back (${lastDenial}), and tried again.`;
  return { label: 'Waits', tone: 'quiet', note };
}

export function withdrawalWords(withdrawal: Standing): WithdrawalWords {
  const { intentState, needsReview } = withdrawal;
  if (intentState !== 'PENDING') return ENDS[intentState];
  const words = underway(withdrawal);
  return needsReview ? { ...words, tone: 'warn', note: 'An operator has to look at it.' } : words;
}
