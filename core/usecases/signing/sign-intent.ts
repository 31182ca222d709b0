/**
 * Steps 3 (final check) and 4 of docs/execution.md: the signer believes nobody. It reads the intent, the pool and the heights
 * itself, builds the transaction again, asks every guard under the locks, and stores the signed bytes in that transaction.
 * Bytes leave here only as a committed row.
 */
import { clusterOf, isRehearsalCluster } from '#core/domain/clusters.ts';
import type { AttemptId, Signature } from '#core/domain/ids.ts';
import { type Denial, denial, denialDelayMs } from '#core/domain/risk/denial.ts';
import { askGuards } from '#core/domain/risk/gate.ts';
import { SELF_TRADE_WINDOW_MS } from '#core/domain/risk/guards/self-trade.ts';
import type { SignIntentOutcome, SignIntentRequest } from '#core/ports/signer.ts';
import { VaultError } from '#core/ports/vault.ts';
import type { Transaction } from '#core/store/db.ts';
import { newId } from '#core/store/new-id.ts';
import { findAttemptBySignature, insertAttempt } from '#core/store/signing-attempt.ts';
import { insertDenials } from '#core/store/signing-denial.ts';
import {
  countOppositeTrades,
  type GuardRows,
  lockForSigning,
  lockMint,
  readGuardRows,
  type SigningScope,
} from '#core/store/signing-guards.ts';
import { loadSigningIntent, type SigningIntent } from '#core/store/signing-intent.ts';
import { newAttempt } from './attempt.ts';
import type { SigningDependencies } from './dependencies.ts';
import { guardView } from './guard-view.ts';
import { type PreparedSignature, prepareSignature } from './prepare.ts';

const STALE: SignIntentOutcome = { kind: 'stale' };

/** @throws AppError CHAIN_UNAVAILABLE and others: the caller then knows nothing and asks Postgres. */
export async function signIntent(deps: SigningDependencies, request: SignIntentRequest): Promise<SignIntentOutcome> {
  const intent = await loadSigningIntent(deps.db, request.intentId);
  if (intent === null || intent.fence !== request.fence) return STALE;
  const prepared = await prepareSignature(deps, intent, request);
  let signature: Signature | null = null;
  try {
    return await deps.db.transaction(async (tx) => {
      const scope = scopeOf(intent);
      await lockForSigning(tx, scope);
      const rows = await readGuardRows(tx, scope, 'code' in prepared ? 0n : prepared.reading.slot);
      if (!rows.signable) return STALE;
      if ('code' in prepared) return deny(tx, intent, rows, [prepared]);
      const denials = askGuards(guardView(deps, prepared, rows, await oppositeTrades(deps, tx, intent)));
      if (denials.length > 0) return deny(tx, intent, rows, denials);
      const signed = signMessage(deps, prepared);
      if ('code' in signed) return deny(tx, intent, rows, [signed]);
      signature = signed.signature;
      const attempt = newAttempt(prepared, newId<AttemptId>(), signed);
      return (await insertAttempt(tx, attempt)) ? { kind: 'signed', attemptId: attempt.id, signature } : STALE;
    });
  } catch (error) {
    return readBack(deps, signature, error);
  }
}

const scopeOf = (intent: SigningIntent): SigningScope => ({
  intentId: intent.id,
  fence: intent.fence,
  organizationId: intent.organizationId,
  campaignId: intent.campaignId,
  walletIds: [...new Set([intent.wallet.id, intent.feePayer.id])],
});

/** Counted where it matters alone, and then with the mint locked: two wallets could else sign past each other. */
async function oppositeTrades({ chain }: SigningDependencies, tx: Transaction, intent: SigningIntent): Promise<number> {
  if (isRehearsalCluster(clusterOf(chain.genesisHash))) return 0;
  for (const mint of [intent.inputMint, intent.outputMint].sort()) await lockMint(tx, intent.organizationId, mint);
  return countOppositeTrades(tx, intent.id, SELF_TRADE_WINDOW_MS);
}

async function deny(
  tx: Transaction,
  intent: SigningIntent,
  rows: GuardRows,
  denials: readonly Denial[],
): Promise<SignIntentOutcome> {
  const { id, organizationId, fence } = intent;
  const retryInMs = denialDelayMs(rows.denials + 1);
  const [first] = denials;
  const stored = await insertDenials(tx, { id, organizationId, fence, denials, retryInMs });
  return stored && first !== undefined ? { kind: 'denied', code: first.code } : STALE;
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

/** A COMMIT whose answer was lost may have happened: the row says so. When even that cannot be read, nothing is known. */
async function readBack(
  { db }: SigningDependencies,
  signature: Signature | null,
  error: unknown,
): Promise<SignIntentOutcome> {
  const attemptId = signature === null ? null : await findAttemptBySignature(db, signature).catch(() => null);
  if (signature === null || attemptId === null) throw error;
  return { kind: 'signed', attemptId, signature };
}
