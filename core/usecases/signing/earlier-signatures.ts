/**
 * No intent is signed again on the word of a row: the worker writes there that an attempt is dead, and a worker may be taken over.
 * The signer looks itself (W-03).
 */
import { isPastDeathBound } from '#core/domain/execution/evidence.ts';
import { type Denial, denial } from '#core/domain/risk/denial.ts';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import type { EarlierSignature, GuardRows, SigningIntent } from '#core/ports/signing-store.ts';
import { askWitnesses } from './ask-witnesses.ts';
import type { SigningDependencies } from './dependencies.ts';

/**
 * Null when no earlier transaction of the intent can land any more, and no endpoint knows one that has. An endpoint that lies or lags
 * may cost a denial, never a double. Most intents are signed once, and nobody is asked about those.
 * @throws AppError CHAIN_UNAVAILABLE when fewer endpoints answer than must agree
 */
export async function earlierMayLand(
  deps: Pick<SigningDependencies, 'chain' | 'clock'>,
  { earlier }: Pick<SigningIntent, 'earlier'>,
): Promise<Denial | null> {
  if (earlier.length === 0) return null;
  const areGone = await askWitnesses(deps, (endpoint) => areGoneBy(endpoint, earlier));
  return areGone.every(Boolean) ? null : denial('MAY_HAVE_LANDED', { signatures: `${earlier.length}` });
}

/** The height is asked first: what could land until then is in view of the answers after it. */
async function areGoneBy(endpoint: ChainEndpoint, earlier: readonly EarlierSignature[]): Promise<boolean> {
  const { blockHeight } = await endpoint.heights('finalized');
  if (!earlier.every((bounds) => isPastDeathBound(bounds, blockHeight))) return false;
  const signatures = earlier.map(({ signature }) => signature);
  const { statuses } = await endpoint.statuses(signatures);
  // Status caches forget; what landed long ago is found by its signature.
  const transactions = await endpoint.transactions(signatures, 'confirmed');
  return [...statuses, ...transactions].every((known) => known === null);
}

/** Whether all that was signed of the intent had been looked at; asked under the locks. */
export const hasSeenAll = ({ earlier }: SigningIntent, { intent: { signatures } }: GuardRows): boolean =>
  earlier.length === signatures;
