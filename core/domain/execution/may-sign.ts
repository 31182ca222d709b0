/**
 * May an intent of this kind be signed now? Trades need a running run and ACTIVE everywhere. Kinds that only reduce what is
 * held also go while the run is stopping and under REDUCING. HALTED refuses all (docs/execution.md, G-01).
 */
import type { CampaignStatus, RunStatus } from '../campaign/transitions.ts';
import type { IntentKind } from './order.ts';

export type GuardState = 'ACTIVE' | 'REDUCING' | 'HALTED';
export type SignRefusal = 'GUARD_HALTED' | 'GUARD_REDUCING' | 'RUN_NOT_RUNNING';

const REDUCES: Record<IntentKind, boolean> = { BUY: false, SELL: true, WITHDRAW: true };

/** Whether an intent of this kind takes no new risk. */
export const isReducing = (kind: IntentKind): boolean => REDUCES[kind];

function runAllows(kind: IntentKind, campaign: CampaignStatus | null, run: RunStatus | null): boolean {
  // An intent of a person, a rule or a workflow belongs to no run; then there is nothing to be paused.
  if (campaign === null && run === null) return true;
  if (campaign !== 'ACTIVE') return false;
  return run === 'RUNNING' || (run === 'STOPPING' && isReducing(kind));
}

/** The reasons against it; none when it may. `guardStates` are those of platform, organisation, wallets and campaign. */
export function maySign(
  kind: IntentKind,
  campaign: CampaignStatus | null,
  run: RunStatus | null,
  guardStates: readonly GuardState[],
): SignRefusal[] {
  const refusals: SignRefusal[] = [];
  if (guardStates.includes('HALTED')) refusals.push('GUARD_HALTED');
  if (guardStates.includes('REDUCING') && !isReducing(kind)) refusals.push('GUARD_REDUCING');
  if (!runAllows(kind, campaign, run)) refusals.push('RUN_NOT_RUNNING');
  return refusals;
}
