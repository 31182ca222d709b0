/** The first half of a signature, without locks: everything the signer has to see for itself before it asks the guards. */
import { boundsOf, isPlausible, type SignatureBounds } from '#core/domain/execution/bounds.ts';
import { type Denial, denial } from '#core/domain/risk/denial.ts';
import type { SignIntentRequest } from '#core/ports/signer.ts';
import type { SigningIntent } from '#core/store/signing-intent.ts';
import type { SigningDependencies } from './dependencies.ts';
import { type CheckedOrder, checkOrder, type OwnQuote, quoteOwn } from './order.ts';
import { type ChainReading, readChain } from './reading.ts';

export interface PreparedSignature {
  readonly request: SignIntentRequest;
  readonly intent: SigningIntent;
  readonly reading: ChainReading;
  readonly quote: OwnQuote;
  readonly order: CheckedOrder;
  readonly bounds: SignatureBounds;
  /** Whether what was said about the blockhash can be true. */
  readonly plausible: boolean;
}

/** @throws AppError CHAIN_UNAVAILABLE, and the endpoint's own errors: nothing is known then, and nothing stored. */
export async function prepareSignature(
  deps: SigningDependencies,
  intent: SigningIntent,
  request: SignIntentRequest,
): Promise<PreparedSignature | Denial> {
  const venue = deps.venues.get(intent.pool.venue);
  if (venue === undefined) return denial('POOL_UNTRADABLE', { reason: `unknown venue ${intent.pool.venue}` });
  const [reading, own] = await Promise.all([
    readChain(deps, venue, intent, BigInt(request.quote.slot)),
    deps.heights(),
  ]);
  const quote = quoteOwn(venue, intent, reading);
  if ('code' in quote) return quote;
  const order = checkOrder(deps, venue, intent, request, { quote, reading });
  const blockhash = { lastValidBlockHeight: request.lastValidBlockHeight, slot: request.blockhashSlot };
  const [bounds, plausible] = [boundsOf(blockhash, own), isPlausible(blockhash, own)];
  return { request, intent, reading, quote, order, bounds, plausible };
}
