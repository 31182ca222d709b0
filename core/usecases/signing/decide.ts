/** What becomes of one intent under the locks: signed, denied with all reasons, or left alone. No I/O. */
import { isSignable } from '#core/domain/execution/predicates.ts';
import type { Signature } from '#core/domain/ids.ts';
import { type Denial, denialDelayMs } from '#core/domain/risk/denial.ts';
import { askGuards } from '#core/domain/risk/gate.ts';
import type { GuardRows, SigningDecision } from '#core/ports/signing-store.ts';
import type { Asked } from './asked.ts';
import { newAttempt } from './attempt.ts';
import type { SigningDependencies } from './dependencies.ts';
import { hasSeenAll } from './earlier-signatures.ts';
import { guardView } from './guard-view.ts';
import type { PreparedSignature } from './prepare.ts';

export function decide(
  deps: SigningDependencies,
  { intent, prepared }: Asked & { readonly prepared: PreparedSignature | Denial },
  rows: GuardRows,
): SigningDecision {
  if (!isSignable(rows.intent, intent.fence) || !hasSeenAll(intent, rows)) return { kind: 'stale' };
  const deny = (denials: readonly Denial[]): SigningDecision => {
    const { id: intentId, organizationId, fence } = intent;
    const retryInMs = denialDelayMs(rows.intent.denials + 1);
    return { kind: 'deny', denial: { intentId, organizationId, fence, denials, retryInMs } };
  };
  if ('code' in prepared) return deny([prepared]);
  const denials = askGuards(guardView(deps, prepared, rows));
  if (denials.length > 0) return deny(denials);
  const signed = signMessage(deps, prepared);
  if ('code' in signed) return deny([signed]);
  return { kind: 'sign', attempt: newAttempt(prepared, deps.newId(), signed) };
}

interface SignedMessage {
  readonly raw: Uint8Array;
  readonly signature: Signature;
}

/** Every signer of the message signs, in its order, with keys that were opened before the locks were taken. */
function signMessage({ codec }: SigningDependencies, { keys, request }: PreparedSignature): SignedMessage | Denial {
  if ('code' in keys) return keys;
  return codec.assemble(
    request.message,
    keys.map((key) => key.sign(request.message)),
  );
}
