/** What becomes of one intent under the locks: signed, denied with all reasons, or left alone. No I/O. */
import { isSignable } from '#core/domain/execution/predicates.ts';
import type { Signature } from '#core/domain/ids.ts';
import { type Denial, denial, denialDelayMs } from '#core/domain/risk/denial.ts';
import { askGuards } from '#core/domain/risk/gate.ts';
import type { GuardRows, SigningDecision } from '#core/ports/signing-store.ts';
import { VaultError } from '#core/ports/vault.ts';
import type { Asked } from './asked.ts';
import { newAttempt } from './attempt.ts';
import type { SigningDependencies } from './dependencies.ts';
import { guardView } from './guard-view.ts';
import type { PreparedSignature } from './prepare.ts';

export function decide(
  deps: SigningDependencies,
  { intent, prepared }: Asked & { readonly prepared: PreparedSignature | Denial },
  rows: GuardRows,
): SigningDecision {
  if (!isSignable(rows.intent, intent.fence)) return { kind: 'stale' };
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

/** Every signer of the message signs, in its order; a key that will not open is a denial, for trying again may be in vain. */
function signMessage(
  { vault, codec }: SigningDependencies,
  { intent, order, request }: PreparedSignature,
): SignedMessage | Denial {
  const wallets = [intent.wallet, intent.feePayer];
  const signatures: Uint8Array[] = [];
  for (const address of order.head?.signers ?? []) {
    const wallet = wallets.find((one) => one.address === address);
    if (wallet === undefined || wallet.blob === null || wallet.dataKey === null) return denial('NO_KEY', { address });
    const owner = { userId: wallet.userId, walletId: wallet.id, address, genesisHash: wallet.genesisHash };
    try {
      signatures.push(vault.sign({ owner, blob: wallet.blob, dataKey: wallet.dataKey }, request.message));
    } catch (error) {
      if (error instanceof VaultError) return denial('NO_KEY', { address, reason: error.message });
      throw error;
    }
  }
  return codec.assemble(request.message, signatures);
}
