import { describe, expect, it } from 'vitest';
import type { AttemptId, IntentId, Signature } from '#core/domain/ids.ts';
import type { Block, ChainEndpoint } from '#core/ports/chain.ts';
import type { LiveAttempt } from '#core/ports/tracking-store.ts';
import { createTestClock } from '../../../tests/support/test-clock.ts';
import { type Road, Roads } from './roads.ts';
import type { Word } from './testimony.ts';

/** Goes only when it is told to. */
const clock = createTestClock();
const SIGNAL = AbortSignal.timeout(60_000);
const OURS = 'ours' as Signature;

/** A chain of blocks at the given slots; the first is at height 1. */
const chainAt = (slots: readonly number[]): Map<bigint, Block> =>
  new Map(
    slots.map((slot, index) => [
      BigInt(slot),
      {
        slot: BigInt(slot),
        blockHeight: BigInt(index + 1),
        blockhash: `block ${index}`,
        previousBlockhash: `block ${index - 1}`,
        signatures: [`other ${index}` as Signature],
      },
    ]),
  );

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

interface FakeOptions {
  readonly blocks: Map<bigint, Block>;
  readonly name?: string;
  /** Milliseconds that each block takes. */
  readonly late?: number;
}

function fakeEndpoint({ blocks, name = 'a', late = 0 }: FakeOptions) {
  const read: bigint[] = [];
  const fake: Partial<ChainEndpoint> = {
    name,
    transactions: async (signatures) => signatures.map(() => null),
    blockSlots: async (from, to) => [...blocks.keys()].filter((slot) => from <= slot && slot <= to),
    block: async (slot) => {
      read.push(slot);
      if (late > 0) clock.pass(late);
      return blocks.get(slot) ?? null;
    },
  };
  return { read, endpoint: fake as ChainEndpoint };
}

const attempt = (over: Partial<LiveAttempt> = {}): LiveAttempt => ({
  id: '1' as AttemptId,
  intentId: '1' as IntentId,
  signature: OURS,
  blockhashSlot: 100n,
  deathBound: 10n,
  freshnessBound: 10n,
  confirmedSlot: null,
  sentAgoMs: 0,
  reviewReason: null,
  ...over,
});

/** A denial by an endpoint whose last block is its finalized one. */
function denial(options: FakeOptions): Word & { readonly read: bigint[] } {
  const { endpoint, read } = fakeEndpoint(options);
  const last = [...options.blocks.values()].at(-1);
  if (last === undefined) throw new Error('a chain has blocks');
  return { endpoint, read, finalized: last, statusSlot: last.slot + 32n, status: null };
}

const walk = async (roads: Roads, open: readonly Road[], quorum = 1) =>
  (await roads.walk(open, quorum, SIGNAL)).map(({ verdict }) => verdict);

describe('E-04 block roads', () => {
  it('lead across a long stretch without blocks, before the blockhash and after it', async () => {
    const blocks = chainAt([100, 1_500, ...range(3_000, 12)]);
    const road = { attempt: attempt({ blockhashSlot: 1_499n }), words: [denial({ blocks })] };
    expect(await walk(new Roads(clock), [road])).toMatchObject([
      { kind: 'dead', evidence: { road: 'BLOCKS', agreed: 1 } },
    ]);
  });

  it('prove no death against one block that holds the transaction, whatever the others say', async () => {
    const blocks = chainAt(range(100, 12));
    const holding = new Map(blocks);
    const block = blocks.get(104n);
    if (block !== undefined) holding.set(104n, { ...block, signatures: [OURS] });
    const words = ['a', 'b'].map((name) => denial({ blocks, name }));
    expect(await walk(new Roads(clock), [{ attempt: attempt(), words }], 2)).toMatchObject([{ kind: 'dead' }]);
    const three = [...words, denial({ blocks: holding, name: 'c' })];
    expect(await walk(new Roads(clock), [{ attempt: attempt(), words: three }], 2)).toEqual([
      { kind: 'review', reason: 'ENDPOINTS_DISAGREE' },
    ]);
  });

  it('are walked in stages where endpoints are late, each block once, and all of them in turn', async () => {
    const word = denial({ blocks: chainAt(range(100, 102)), late: 100 });
    const long = { attempt: attempt({ deathBound: 100n }), words: [word] };
    const short = { attempt: attempt({ id: '2' as AttemptId, deathBound: 20n }), words: [word] };
    const roads = new Roads(clock);
    expect(await walk(roads, [long, short])).toEqual([{ kind: 'reading' }]);
    expect(word.read.length).toBeLessThan(30);
    expect(await walk(roads, [long, short])).toMatchObject([{ kind: 'dead' }, { kind: 'reading' }]);
    for (;;) {
      const [verdict] = await walk(roads, [long]);
      if (verdict?.kind !== 'reading') break;
    }
    expect(word.read).toEqual(range(100, 102).map(BigInt));
  });

  it('go on from where they were read to, and not from blocks that were kept: of those there are only so many', async () => {
    const crowded = [...chainAt(range(100, 102)).values()].map((block): [bigint, Block] => {
      const signatures = Array.from({ length: 5_000 }, (_, index) => `${block.slot} ${index}` as Signature);
      return [block.slot, { ...block, signatures }];
    });
    const word = denial({ blocks: new Map(crowded), late: 100 });
    const [first, second] = ['1', '2'].map((id) => ({
      attempt: attempt({ id: id as AttemptId, deathBound: 100n }),
      words: [word],
    }));
    if (first === undefined || second === undefined) throw new Error('there are two');
    const roads = new Roads(clock);
    const isDead = async (road: Road) => (await walk(roads, [road])).some(({ kind }) => kind === 'dead');
    while (!(await isDead(first)));
    expect(word.read).toEqual(range(100, 102).map(BigInt));
    while (!(await isDead(second)));
    expect(word.read.length).toBeGreaterThan(102);
  });

  it('that led nowhere are not walked again at once, whether blocks or answers were missing', async () => {
    const blocks = chainAt(range(100, 12));
    const gap = denial({ blocks });
    const silent = denial({ blocks, name: 'b' });
    const home = blocks.get(103n);
    blocks.delete(103n);
    silent.endpoint.transactions = async () => Promise.reject(new Error('no answer'));
    const open = [
      { attempt: attempt(), words: [gap] },
      { attempt: attempt({ id: '2' as AttemptId }), words: [silent] },
    ];
    const roads = new Roads(clock);
    expect(await walk(roads, open)).toEqual([{ kind: 'review', reason: 'MISSING_BLOCK' }, { kind: 'unanswered' }]);
    expect(await walk(roads, open)).toEqual([]);
    clock.pass(30_000);
    const whole = new Map([...blocks, ...(home === undefined ? [] : [[103n, home] as const])].sort());
    const mended = denial({ blocks: whole });
    expect(await walk(roads, [{ attempt: attempt(), words: [mended] }])).toMatchObject([{ kind: 'dead' }]);
  });

  it('that nobody answers for minutes are for an operator, until somebody answers', async () => {
    const blocks = chainAt(range(100, 12));
    const silent = denial({ blocks });
    silent.endpoint.transactions = async () => Promise.reject(new Error('no history'));
    const roads = new Roads(clock);
    const walkLater = async (word: Word) => {
      clock.pass(30_000);
      return walk(roads, [{ attempt: attempt(), words: [word] }]);
    };
    for (let times = 1; times < 10; times += 1) expect(await walkLater(silent)).toEqual([{ kind: 'unanswered' }]);
    expect(await walkLater(silent)).toEqual([{ kind: 'review', reason: 'MISSING_BLOCK' }]);
    expect(await walkLater(silent)).toEqual([{ kind: 'review', reason: 'MISSING_BLOCK' }]);
    expect(await walkLater(denial({ blocks }))).toMatchObject([{ kind: 'dead' }]);
  });

  it('go on from where they were although an endpoint missed a round, and are forgotten with their attempt', async () => {
    const word = denial({ blocks: chainAt(range(100, 102)), late: 100 });
    const road = { attempt: attempt({ deathBound: 100n }), words: [word] };
    const roads = new Roads(clock);
    const readInOneRound = async () => {
      const before = word.read.length;
      expect(await walk(roads, [road])).toEqual([{ kind: 'reading' }]);
      return word.read.slice(before);
    };
    const first = await readInOneRound();
    roads.keep([road.attempt]);
    expect(await walk(roads, [])).toEqual([]);
    expect((await readInOneRound())[0]).toBe((first.at(-1) ?? 0n) + 1n);
    roads.keep([]);
    expect(await walk(roads, [])).toEqual([]);
    expect((await readInOneRound())[0]).toBe(100n);
  });
});
