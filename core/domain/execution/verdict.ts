/**
 * What an operator may declare of an attempt that nothing could be proved about (docs/execution.md, NEEDS_REVIEW). The operator's word
 * stands in for the blocks that no endpoint has any more, and for nothing else: it can no longer land by any endpoint's height, enough
 * of them deny it in time, and none knows it.
 */
import { type DeathEvidence, deathEvidence, deniesLanding, type Judged, type Testimony } from './evidence.ts';

/** `DEAD`: it did not land and may be signed again. `WATCH_ON`: look again, as if nobody had been asked. */
export type Verdict = 'DEAD' | 'WATCH_ON';

export type DeathByVerdict =
  | { readonly kind: 'accepted'; readonly evidence: DeathEvidence }
  /** `unanswered` may pass by asking again; the others do not, or not soon. */
  | { readonly kind: 'refused' | 'unanswered'; readonly rule: string };

/** An endpoint's word, and whether its history holds the transaction. */
export interface Hearing {
  readonly word: Testimony;
  readonly inHistory: boolean;
}

const refused = (rule: string): DeathByVerdict => ({ kind: 'refused', rule });

/** Whether the attempt may be declared dead by word, as far as the endpoints' answers go. */
export function hear(attempt: Judged, hearings: readonly Hearing[], quorum: number): DeathByVerdict {
  if (attempt.confirmedSlot !== null) return refused(`it was seen confirmed in slot ${attempt.confirmedSlot}`);
  if (hearings.some(({ word, inHistory }) => inHistory || word.status !== null)) return refused('an endpoint knows it');
  const late = hearings.filter(({ word }) => word.finalized.blockHeight <= attempt.deathBound);
  if (late.length > 0) return refused(`it can still land: final blocks have to pass height ${attempt.deathBound}`);
  const denials = hearings.map(({ word }) => word).filter((word) => deniesLanding(attempt, word));
  const [witness] = denials;
  if (witness === undefined || denials.length < quorum) {
    return { kind: 'unanswered', rule: `${quorum} endpoints have to deny it, and ${denials.length} did` };
  }
  return { kind: 'accepted', evidence: deathEvidence('OPERATOR', witness, denials.length) };
}
