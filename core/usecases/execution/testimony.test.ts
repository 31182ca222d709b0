import { expect, it } from 'vitest';
import type { Signature } from '#core/domain/ids.ts';
import type { ChainEndpoint, Heights } from '#core/ports/chain.ts';
import { type Question, Witnesses } from './testimony.ts';

const SIGNAL = AbortSignal.timeout(60_000);
const at = (slot: bigint, blockHeight = slot - 100n): Heights => ({ slot, blockHeight });

/** An endpoint at the given heights that has seen no signature; it notes what it was asked about. */
function endpoint(name: string, heights: Heights, lead = 32n) {
  const asked: Signature[] = [];
  const fake: Partial<ChainEndpoint> = {
    name,
    heights: async () => heights,
    statuses: async (signatures) => {
      asked.push(...signatures);
      return { slot: heights.slot + lead, statuses: signatures.map(() => null) };
    },
  };
  return { asked, ...(fake as ChainEndpoint) };
}

const question = (signature: string, confirmedSlot: bigint | null): Question => ({
  signature: signature as Signature,
  confirmedSlot,
});

it('PF-02 asks about everything but what was confirmed and is to be final shortly', async () => {
  const [one, questions] = [
    endpoint('a', at(1_000n)),
    [
      question('never seen', null),
      question('final by now', 1_000n),
      question('soon final', 1_001n),
      question('as far ahead as can be', 1_064n),
      // A slot only a lie can name must not stop the asking.
      question('too far ahead', 1_065n),
    ],
  ];
  await new Witnesses().ask([one], questions, SIGNAL);
  expect(one.asked).toEqual(['never seen', 'final by now', 'too far ahead']);
});

it('E-04 lets no endpoint alone raise what is known to be final, neither slot nor height', async () => {
  const witnesses = new Witnesses();
  const honest = endpoint('honest', at(1_000n, 900n));
  for (const lie of [at(999n, 9_999_999n), at(9_999_999n, 899n), at(9_999_999n, 9_999_999n)]) {
    await witnesses.ask([endpoint('lying', lie), honest], [], SIGNAL);
    const agreed = witnesses.agreedFinalized(2);
    expect(agreed?.slot).toBeLessThanOrEqual(1_000n);
    expect(agreed?.blockHeight).toBeLessThanOrEqual(900n);
  }
});

it('E-04 counts only what was shown in this round by endpoints that are in the pool', async () => {
  const witnesses = new Witnesses();
  await witnesses.ask([endpoint('gone', at(5_000n)), endpoint('a', at(1_000n))], [], SIGNAL);
  await witnesses.ask([endpoint('a', at(1_001n))], [], SIGNAL);
  expect(witnesses.agreedFinalized(2)).toBeNull();
  await witnesses.ask([endpoint('b', at(1_010n)), endpoint('a', at(1_002n))], [], SIGNAL);
  expect(witnesses.agreedFinalized(2)).toEqual(at(1_002n));
});

it('E-04 holds a status against the newest heights far enough behind it, of a node that is not behind the others', async () => {
  const witnesses = new Witnesses();
  const questions = [question('ours', null)];
  const finalizedOf = async (heights: Heights, lead: bigint) => {
    const words = await witnesses.ask([endpoint('a', heights, lead)], questions, SIGNAL);
    return words.get('ours' as Signature)?.map(({ finalized }) => finalized.slot);
  };
  expect(await finalizedOf(at(1_000n), 32n)).toEqual([1_000n]);
  expect(await finalizedOf(at(1_010n), 31n)).toEqual([1_000n]);
  expect(await finalizedOf(at(990n), 60n)).toEqual([1_010n]);
  // Far behind its own word: one of the two was wrong, and only the new one counts.
  expect(await finalizedOf(at(900n), 200n)).toEqual([900n]);
});

it('E-04 drops heights that the same endpoint has taken back since: no status is held against them', async () => {
  const witnesses = new Witnesses();
  const questions = [question('ours', null)];
  const heightOf = async (heights: Heights, lead: bigint) => {
    const words = await witnesses.ask([endpoint('a', heights, lead)], questions, SIGNAL);
    return words.get('ours' as Signature)?.map(({ finalized }) => finalized.blockHeight);
  };
  expect(await heightOf(at(1_000n, 1_250n), 0n)).toEqual([1_250n]);
  expect(await heightOf(at(1_001n, 901n), 0n)).toEqual([901n]);
  // By now its first word is 32 slots behind its statuses, and its second is not.
  expect(await heightOf(at(1_002n, 902n), 30n)).toEqual([902n]);
});
