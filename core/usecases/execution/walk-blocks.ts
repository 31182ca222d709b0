/** The block road: what each witness's finalized blocks say about a transaction that no status cache can still know. */
import { type BlocksVerdict, searchBlocks } from '#core/domain/execution/block-road.ts';
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

/** Asks `quorum` endpoints at least. Only an endpoint's own denial, on its own heights, lets its blocks speak of death. */
export async function walkBlocks(
  attempt: LiveAttempt,
  words: readonly Word[],
  quorum: number,
  reader: BlockReader,
  signal: AbortSignal,
): Promise<RoadVerdict> {
  const asked = words.filter((word) => deniesLanding(attempt, word));
  const answers = await Promise.allSettled(asked.map((word) => askOne(word, attempt, reader, signal)));
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

async function askOne(
  { endpoint, finalized }: Word,
  attempt: LiveAttempt,
  reader: BlockReader,
  signal: AbortSignal,
): Promise<EndpointVerdict> {
  const [found] = await endpoint.transactions([attempt.signature], 'finalized', signal);
  if (found !== undefined && found !== null) return landedAt(found);
  return searchBlocks(attempt, await readBlocks(endpoint, attempt, finalized.slot, reader, signal));
}

const landedAt = ({ slot, error }: LandedTransaction): EndpointVerdict => ({ kind: 'landed', slot, error });

/** From the blockhash's own block through the first one above the death bound, as far as the endpoint has them. */
async function readBlocks(
  endpoint: ChainEndpoint,
  attempt: LiveAttempt,
  finalizedSlot: bigint,
  reader: BlockReader,
  signal: AbortSignal,
): Promise<Block[]> {
  const blocks: Block[] = [];
  const anchor = await findAnchor(endpoint, attempt.blockhashSlot, reader, signal);
  if (anchor === null) return blocks;
  // A stretch without a block ends nothing: the next block tells by its parent whether one is missing.
  for (let start = anchor; start <= finalizedSlot; start += SLOTS_PER_CALL) {
    const slots = await reader.slots(endpoint, start, min(start + SLOTS_PER_CALL - 1n, finalizedSlot), signal);
    for (let index = 0; index < slots.length; index += PARALLEL_BLOCKS) {
      const some = slots.slice(index, index + PARALLEL_BLOCKS);
      blocks.push(...(await Promise.all(some.map((slot) => reader.block(endpoint, slot, signal)))).filter(isBlock));
      if ((blocks.at(-1)?.blockHeight ?? 0n) > attempt.deathBound) return blocks;
    }
  }
  return blocks;
}

/** The last slot with a block that is not behind `slot`; null where there is none near. */
async function findAnchor(
  endpoint: ChainEndpoint,
  slot: bigint,
  reader: BlockReader,
  signal: AbortSignal,
): Promise<bigint | null> {
  for (const distance of ANCHOR_SLOTS) {
    const from = slot > distance ? slot - distance : 0n;
    const anchor = (await reader.slots(endpoint, from, slot, signal)).at(-1);
    if (anchor !== undefined) return anchor;
  }
  return null;
}

const isBlock = (block: Block | null): block is Block => block !== null;
