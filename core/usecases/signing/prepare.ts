/** The first half of a signature, without locks: everything the signer has to see for itself before it asks the guards. */
import { boundsOf, isPlausible, type OwnReading, type SignatureBounds } from '#core/domain/execution/bounds.ts';
import { type Denial, denial } from '#core/domain/risk/denial.ts';
import type { SigningKey } from '#core/ports/vault.ts';
import type { Asked } from './asked.ts';
import type { SigningDependencies } from './dependencies.ts';
import { openKeys } from './open-keys.ts';
import { type CheckedOrder, checkOrder } from './order.ts';
import { type OwnQuote, quoteOwn } from './quote.ts';
import { type ChainReading, planReading, type ReadingPlan, readChain } from './reading.ts';

interface CheckedSignature extends Asked {
  readonly reading: ChainReading;
  readonly quote: OwnQuote;
  readonly order: CheckedOrder;
  readonly bounds: SignatureBounds;
  /** Whether what was said about the blockhash can be true. */
  readonly plausible: boolean;
}

export interface PreparedSignature extends CheckedSignature {
  /** Of all that the message wants to be signed by, in its order; or why there are none. */
  readonly keys: readonly SigningKey[] | Denial;
}

/**
 * Prepares each for itself: what cannot be made sense of is denied alone. The answers stand in the order asked.
 * @throws AppError CHAIN_UNAVAILABLE: nothing is known then, and nothing stored.
 */
export async function prepareSignatures(
  deps: SigningDependencies,
  asked: readonly Asked[],
): Promise<readonly (PreparedSignature | Denial)[]> {
  if (asked.length === 0) return [];
  const plans = asked.map((one) => orDenial(() => plan(deps, one)));
  const [readings, own] = await Promise.all([readChain(deps, plans.filter(isPlan)), deps.heights()]);
  const checked = asked.map((one, position) => {
    const planned = plans[position] ?? UNREADABLE;
    if (!isPlan(planned)) return planned;
    const reading = readings.get(planned);
    return reading === undefined ? UNREADABLE : orDenial(() => check(deps, one, { ...planned, reading }, own));
  });
  return Promise.all(checked.map((one) => withKeys(deps, one)));
}

/** What opens keys may be a service elsewhere: it is asked here, where nobody waits for a lock. */
async function withKeys(
  deps: SigningDependencies,
  checked: CheckedSignature | Denial,
): Promise<PreparedSignature | Denial> {
  if ('code' in checked) return checked;
  return { ...checked, keys: await openKeys(deps, checked.intent, checked.order) };
}

const isPlan = (plan: ReadingPlan | Denial): plan is ReadingPlan => !('code' in plan);

const UNREADABLE = denial('POOL_UNTRADABLE', { reason: 'it cannot be read' });

/** Whatever is thrown over the data of one intent concerns that intent alone. No key has been opened yet: nothing secret is told. */
function orDenial<T>(work: () => T | Denial): T | Denial {
  try {
    return work();
  } catch (error) {
    return denial('POOL_UNTRADABLE', {
      reason: error instanceof Error ? `${error.name}: ${error.message}` : 'it cannot be read',
    });
  }
}

function plan(deps: SigningDependencies, { intent, request }: Asked): ReadingPlan | Denial {
  const venue = deps.venues.get(intent.pool.venue);
  if (venue === undefined) return denial('POOL_UNTRADABLE', { reason: `unknown venue ${intent.pool.venue}` });
  return planReading(deps, venue, intent, BigInt(request.quote.slot));
}

function check(
  deps: SigningDependencies,
  asked: Asked,
  { venue, reading }: ReadingPlan & { readonly reading: ChainReading },
  own: OwnReading,
): CheckedSignature | Denial {
  const { intent, request } = asked;
  const quote = quoteOwn(venue, intent, reading);
  if ('code' in quote) return quote;
  const order = checkOrder(deps, venue, asked, { quote, reading });
  const blockhash = { lastValidBlockHeight: request.lastValidBlockHeight, slot: request.blockhashSlot };
  const [bounds, plausible] = [boundsOf(blockhash, own), isPlausible(blockhash, own)];
  return { ...asked, reading, quote, order, bounds, plausible };
}
