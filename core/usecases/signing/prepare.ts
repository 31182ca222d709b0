/** The first half of a signature, without locks: everything the signer has to see for itself before it asks the guards. */
import { boundsOf, isPlausible, type OwnReading, type SignatureBounds } from '#core/domain/execution/bounds.ts';
import { byOrder } from '#core/domain/execution/order.ts';
import { type Denial, type DenialCode, denial } from '#core/domain/risk/denial.ts';
import type { SigningIntent } from '#core/ports/signing-store.ts';
import type { SigningKey } from '#core/ports/vault.ts';
import type { Asked } from './asked.ts';
import type { SigningDependencies } from './dependencies.ts';
import { earlierMayLand } from './earlier-signatures.ts';
import type { Inspection, Inspector } from './inspect.ts';
import { inspectTrade } from './inspect-trade.ts';
import { inspectTransfer } from './inspect-transfer.ts';
import { openKeys } from './open-keys.ts';
import { type ChainReading, readChain } from './reading.ts';

interface CheckedSignature extends Asked {
  readonly inspection: Inspection;
  /** Where the signer read. */
  readonly slot: bigint;
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
  const inspectors = asked.map((one) => orDenial(one.intent, () => inspectorOf(deps, one)));
  const [readings, own, mayLand] = await Promise.all([
    readChain(deps, inspectors.filter(isInspector)),
    deps.heights(),
    Promise.all(asked.map(({ intent }) => earlierMayLand(deps, intent))),
  ]);
  const checked = asked.map((one, position) => {
    const earlier = mayLand[position];
    if (earlier != null) return earlier;
    const inspector = inspectors[position];
    if (inspector === undefined || !isInspector(inspector)) return inspector ?? unreadable(one.intent);
    const reading = readings.get(inspector);
    return reading === undefined
      ? unreadable(one.intent)
      : orDenial(one.intent, () => check(one, inspector, reading, own));
  });
  return Promise.all(checked.map((one) => withKeys(deps, one)));
}

const inspectorOf = (deps: SigningDependencies, { intent, request }: Asked): Inspector | Denial =>
  byOrder(intent, {
    trade: (trade) => inspectTrade(deps, trade, request),
    transfer: (transfer): Inspector | Denial => inspectTransfer(deps, transfer, request),
  });

const isInspector = (one: Inspector | Denial): one is Inspector => !('code' in one);

/** What opens keys may be a service elsewhere: it is asked here, where nobody waits for a lock. */
async function withKeys(
  deps: SigningDependencies,
  checked: CheckedSignature | Denial,
): Promise<PreparedSignature | Denial> {
  if ('code' in checked) return checked;
  return { ...checked, keys: await openKeys(deps, checked.intent, checked.inspection) };
}

const codeOf = (intent: SigningIntent): DenialCode =>
  byOrder(intent, { trade: () => 'POOL_UNTRADABLE' as const, transfer: () => 'ASSET_UNREADABLE' as const });

const unreadable = (intent: SigningIntent, reason = 'it cannot be read'): Denial => denial(codeOf(intent), { reason });

/** Whatever is thrown over the data of one intent concerns that intent alone. No key has been opened yet: nothing secret is told. */
function orDenial<T>(intent: SigningIntent, work: () => T | Denial): T | Denial {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? unreadable(intent, `${error.name}: ${error.message}`) : unreadable(intent);
  }
}

function check(asked: Asked, inspector: Inspector, reading: ChainReading, own: OwnReading): CheckedSignature | Denial {
  const inspection = inspector.inspect(reading);
  if ('code' in inspection) return inspection;
  const { lastValidBlockHeight, blockhashSlot: slot } = asked.request;
  const blockhash = { lastValidBlockHeight, slot };
  const [bounds, plausible] = [boundsOf(blockhash, own), isPlausible(blockhash, own)];
  return { ...asked, inspection, slot: reading.slot, bounds, plausible };
}
