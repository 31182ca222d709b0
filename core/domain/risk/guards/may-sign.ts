import { maySign } from '../../execution/may-sign.ts';
import { type Denial, denial } from '../denial.ts';
import type { GuardView } from '../view.ts';

/** G-01: states of platform, organisation, wallets and campaign, and whether the run goes. One denial a reason. */
export function maySignGuard(view: GuardView): Denial[] {
  const states = view.guardStates.map((guard) => guard.state);
  const scopes = view.guardStates
    .filter((guard) => guard.state !== 'ACTIVE')
    .map((guard) => `${guard.scope} ${guard.state}`);
  const refusals = maySign(view.intent.kind, view.campaign?.status ?? null, view.run?.status ?? null, states);
  return refusals.map((code) =>
    code === 'RUN_NOT_RUNNING'
      ? denial(code, { run: view.run?.status ?? 'none' })
      : denial(code, { scopes: scopes.join(', ') }),
  );
}
