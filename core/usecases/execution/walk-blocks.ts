/** The block road: what each witness's finalized blocks say about a transaction that no status cache can still know. */
import { type BlocksVerdict, searchBlocks } from '#core/domain/execution/block-road.ts';
import {
  deathEvidence,
  deniesLanding,
  isSameLanding,
  type Testimony,
  type Verdict,
} from '#core/domain/execution/evidence.ts';
import type { Block, ChainEndpoint, LandedTransaction } from '#core/ports/chain.ts';
import type { LiveAttempt } from '#core/store/execution-attempts.ts';
import type { Word } from './testimony.ts';

/** How far before the blockhash's slot its block may lie, when that slot itself holds none. */
const ANCHOR_SLOTS = 64n;
/** Slots listed in one call. */
const SLOTS_PER_CALL = 256n;
/** Blocks read at once. */
const PARALLEL_BLOCKS = 8;

export type RoadVerdict =
  | Extract<Verdict, { kind: 'landed' | 'dead' }>
  /** Not enough endpoints answered: ask again. */
  | { readonly kind: 'unanswered' }
  /** Nothing can be proved: an operator has to look. */
  | { readonly kind: 'review'; readonly reason: 'MISSING_BLOCK' | 'ENDPOINTS_DISAGREE' };

/** Blocks already read in this round, by endpoint and slot: attempts of one outage share most of them. */
export type ReadBlocks = Map<string, Block | null>;

/** Asks `quorum` endpoints at least. Only an endpoint's own denial, on its own heights, lets its blocks speak of death. */
export async function walkBlocks(
  attempt: LiveAttempt,
  words: readonly Word[],
  quorum: number,
  read: ReadBlocks,
  signal: AbortSignal,
): Promise<RoadVerdict> {
  const asked = words.filter((word) => deniesLanding(attempt, word));
  const answers = await Promise.allSettled(asked.map(({ endpoint }) => askOne(endpoint, attempt, read, signal)));
  signal.throwIfAborted();
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
  const absent = told.filter(({ verdict }) => verdict.kind === 'absent');
  const [witness] = absent;
  if (witness !== undefined && absent.length >= quorum) {
    return { kind: 'dead', evidence: deathEvidence('BLOCKS', witness.word, absent.length) };
  }
  return { kind: 'review', reason: 'MISSING_BLOCK' };
}

async function askOne(
  endpoint: ChainEndpoint,
  attempt: LiveAttempt,
  read: ReadBlocks,
  signal: AbortSignal,
): Promise<EndpointVerdict> {
  const found = await endpoint.transaction(attempt.signature, 'finalized', signal);
  if (found !== null) return landedAt(found);
  const verdict = searchBlocks(attempt, await readBlocks(endpoint, attempt, read, signal));
  // A block holds it, but the endpoint cannot show it: that is neither landing nor death.
  return verdict.kind === 'found' ? { kind: 'incomplete' } : verdict;
}

const landedAt = ({ slot, error }: LandedTransaction): EndpointVerdict => ({ kind: 'landed', slot, error });

/** From the blockhash's own block through the first one above the death bound, as far as the endpoint has them. */
async function readBlocks(
  endpoint: ChainEndpoint,
  attempt: LiveAttempt,
  read: ReadBlocks,
  signal: AbortSignal,
): Promise<Block[]> {
  const blocks: Block[] = [];
  const from = attempt.blockhashSlot > ANCHOR_SLOTS ? attempt.blockhashSlot - ANCHOR_SLOTS : 0n;
  const before = await endpoint.blockSlots(from, attempt.blockhashSlot, signal);
  const anchor = before.at(-1);
  if (anchor === undefined) return [];
  for (let start = anchor; ; start += SLOTS_PER_CALL) {
    const slots = await endpoint.blockSlots(start, start + SLOTS_PER_CALL - 1n, signal);
    if (slots.length === 0) return blocks;
    for (let index = 0; index < slots.length; index += PARALLEL_BLOCKS) {
      const some = slots.slice(index, index + PARALLEL_BLOCKS);
      blocks.push(...(await Promise.all(some.map((slot) => readBlock(endpoint, slot, read, signal)))).filter(isBlock));
      if ((blocks.at(-1)?.blockHeight ?? 0n) > attempt.deathBound) return blocks;
    }
  }
}

const isBlock = (block: Block | null): block is Block => block !== null;

async function readBlock(
  endpoint: ChainEndpoint,
  slot: bigint,
  read: ReadBlocks,
  signal: AbortSignal,
): Promise<Block | null> {
  const key = `${endpoint.name}/${slot}`;
  const known = read.get(key);
  if (known !== undefined) return known;
  const block = await endpoint.block(slot, signal);
  read.set(key, block);
  return block;
}
