/** The block road: what each witness's finalized blocks say about a transaction that no status cache can still know. */
import {
  type BlocksVerdict,
  isReadThrough,
  type RoadProgress,
  readOn,
  verdictOfRoad,
} from '#core/domain/execution/block-road.ts';
import {
  deathEvidence,
  deniesLanding,
  isSameLanding,
  type Testimony,
  type Verdict,
} from '#core/domain/execution/evidence.ts';
import { min } from '#core/domain/money.ts';
import type { Block, ChainEndpoint, LandedTransaction } from '#core/ports/chain.ts';
import type { LiveAttempt } from '#core/ports/tracking-store.ts';
import { type BlockReader, ReadLater } from './block-reader.ts';
import type { Word } from './testimony.ts';

/** How far before the blockhash's slot its block is looked for, when that slot itself holds none: as far as a long halt. */
const ANCHOR_SLOTS = [64n, 1_024n, 16_384n];
/** Slots listed in one call. */
const SLOTS_PER_CALL = 256n;
/** Blocks read at once. */
const PARALLEL_BLOCKS = 8;

export type RoadVerdict =
  | Extract<Verdict, { kind: 'landed' | 'dead' }>
  /** Not enough endpoints answered: ask again. */
  | { readonly kind: 'unanswered' }
  /** The road is longer than one round: go on with it. */
  | { readonly kind: 'reading' }
  /** Nothing can be proved: an operator has to look. */
  | { readonly kind: 'review'; readonly reason: 'MISSING_BLOCK' | 'ENDPOINTS_DISAGREE' };

/** How far one endpoint's road has been read. */
interface Place {
  /** The slot to go on from. */
  readonly next: bigint;
  readonly progress: RoadProgress | null;
}

/** An attempt's places, by the names of the endpoints. */
export type Places = Map<string, Place>;

/** Asks `quorum` endpoints at least. Only an endpoint's own denial, on its own heights, lets its blocks speak of death. */
export async function walkBlocks(
  attempt: LiveAttempt,
  words: readonly Word[],
  quorum: number,
  reading: Reading,
  signal: AbortSignal,
): Promise<RoadVerdict> {
  const asked = words.filter((word) => deniesLanding(attempt, word));
  const answers = await Promise.allSettled(asked.map((word) => askOne(word, attempt, reading, signal)));
  signal.throwIfAborted();
  if (answers.some((answer) => answer.status === 'rejected' && answer.reason instanceof ReadLater)) {
    return { kind: 'reading' };
  }
  const told = answers.flatMap((answer, index) => {
    const word = asked[index];
    return answer.status === 'fulfilled' && word !== undefined ? [{ word, verdict: answer.value }] : [];
  });
  return told.length < quorum ? { kind: 'unanswered' } : agree(told, quorum);
}

type Told = { readonly word: Testimony; readonly verdict: EndpointVerdict };
type EndpointVerdict = BlocksVerdict | { readonly kind: 'landed'; readonly slot: bigint; readonly error: unknown };

function agree(told: readonly Told[], quorum: number): RoadVerdict {
  const landings = told.flatMap(({ verdict }) => (verdict.kind === 'landed' ? [verdict] : []));
  const [landing] = landings;
  if (landing !== undefined) {
    const agreed = landings.filter((other) => isSameLanding(landing, other)).length >= quorum;
    return agreed ? landing : { kind: 'review', reason: 'ENDPOINTS_DISAGREE' };
  }
  // A block that holds it, at an endpoint that cannot show it, is no proof of landing; but nothing proves its death then.
  if (told.some(({ verdict }) => verdict.kind === 'found')) return { kind: 'review', reason: 'ENDPOINTS_DISAGREE' };
  const absent = told.filter(({ verdict }) => verdict.kind === 'absent');
  const [witness] = absent;
  if (witness !== undefined && absent.length >= quorum) {
    return { kind: 'dead', evidence: deathEvidence('BLOCKS', witness.word, absent.length) };
  }
  return { kind: 'review', reason: 'MISSING_BLOCK' };
}

/** Blocks, and how far the attempt's roads had been read: both go on from round to round. */
interface Reading {
  readonly reader: BlockReader;
  readonly places: Places;
}

async function askOne(
  { endpoint, finalized }: Word,
  attempt: LiveAttempt,
  reading: Reading,
  signal: AbortSignal,
): Promise<EndpointVerdict> {
  const [found] = await endpoint.transactions([attempt.signature], 'finalized', signal);
  if (found !== undefined && found !== null) return landedAt(found);
  return verdictOfRoad(attempt, await readRoad(endpoint, attempt, finalized.slot, reading, signal));
}

const landedAt = ({ slot, error }: LandedTransaction): EndpointVerdict => ({ kind: 'landed', slot, error });

/** From the blockhash's own block through the first one above the death bound, as far as the endpoint has them. */
async function readRoad(
  endpoint: ChainEndpoint,
  attempt: LiveAttempt,
  finalizedSlot: bigint,
  { reader, places }: Reading,
  signal: AbortSignal,
): Promise<RoadProgress | null> {
  let place = places.get(endpoint.name) ?? (await findStart(endpoint, attempt.blockhashSlot, reader, signal));
  if (place === null) return null;
  // A stretch without a block ends nothing: the next block tells by its parent whether one is missing.
  while (place.next <= finalizedSlot) {
    const to = min(place.next + SLOTS_PER_CALL - 1n, finalizedSlot);
    const slots = await reader.slots(endpoint, place.next, to, signal);
    for (let index = 0; index < slots.length; index += PARALLEL_BLOCKS) {
      const some = slots.slice(index, index + PARALLEL_BLOCKS);
      const blocks = await Promise.all(some.map((slot) => reader.block(endpoint, slot, signal)));
      place = passed(attempt, place, blocks.filter(isBlock), (some.at(-1) ?? to) + 1n);
      places.set(endpoint.name, place);
      if (place.progress !== null && isReadThrough(attempt, place.progress)) return place.progress;
    }
    place = { ...place, next: to + 1n };
    places.set(endpoint.name, place);
  }
  return place.progress;
}

const passed = (attempt: LiveAttempt, { progress }: Place, blocks: readonly Block[], next: bigint): Place => ({
  progress: blocks.reduce<RoadProgress | null>((so, block) => readOn(attempt, so, block), progress),
  next,
});

/** At the last slot with a block that is not behind `slot`; null where there is none near. */
async function findStart(
  endpoint: ChainEndpoint,
  slot: bigint,
  reader: BlockReader,
  signal: AbortSignal,
): Promise<Place | null> {
  for (const distance of ANCHOR_SLOTS) {
    const from = slot > distance ? slot - distance : 0n;
    const anchor = (await reader.slots(endpoint, from, slot, signal)).at(-1);
    if (anchor !== undefined) return { next: anchor, progress: null };
  }
  return null;
}

const isBlock = (block: Block | null): block is Block => block !== null;
