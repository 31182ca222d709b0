import { describe, expect, it } from 'vitest';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import { agreed, agreedOn, finalizedAt } from './agreed.ts';

const SIGNAL = AbortSignal.timeout(60_000);

/** Endpoints by what each says; an Error is thrown. */
function panel(quorum: number, ...words: (string | Error)[]) {
  const asked: string[] = [];
  const endpoints = words.map((_, index) => ({ name: `${index}` }) as ChainEndpoint);
  const ask = async ({ name }: ChainEndpoint): Promise<string> => {
    asked.push(name);
    const word = words[Number(name)];
    if (word === undefined || word instanceof Error) throw word;
    return word;
  };
  return { asked, tell: () => agreedOn({ endpoints, quorum }, 'it', ask, (word) => word), endpoints, ask };
}

describe('I7 what enough endpoints tell alike', () => {
  it('is found among as few as must agree, or with the help of the others', async () => {
    const [two, three] = [panel(2, 'a', 'a', 'b'), panel(2, 'b', 'a', 'a')];
    expect([await two.tell(), two.asked]).toEqual(['a', ['0', '1']]);
    expect([await three.tell(), three.asked]).toEqual(['a', ['0', '1', '2']]);
    expect(await panel(2, new Error('late'), 'a', 'a').tell()).toBe('a');
  });

  it('is not what one says alone, nor what each says differently', async () => {
    await expect(panel(2, 'a', new Error('late')).tell()).rejects.toThrow('late');
    await expect(panel(2, 'a', 'b').tell()).rejects.toThrow('endpoints do not agree about it');
    expect(await panel(1, 'a', 'b').tell()).toBe('a');
  });

  it('comes with every answer of those who agree', async () => {
    const { endpoints, ask } = panel(2, 'a1', 'a2', 'b');
    expect(await agreed({ endpoints, quorum: 2 }, 'it', ask, (word) => word.charAt(0))).toEqual(['a1', 'a2']);
  });
});

it('E-04 is final up to the slot that as many as must agree have reached, whatever one claims', async () => {
  const at = (slot: bigint | null) =>
    ({
      heights: async () => (slot === null ? Promise.reject(new Error('late')) : { slot, blockHeight: slot }),
    }) as unknown as ChainEndpoint;
  const slotOf = async (quorum: number, ...slots: (bigint | null)[]) =>
    (await finalizedAt({ quorum, witnesses: () => slots.map(at) }, SIGNAL)).slot;
  expect([await slotOf(1, 5n), await slotOf(2, 5n, 9n), await slotOf(2, 5n, 999n, 7n)]).toEqual([5n, 5n, 7n]);
  await expect(slotOf(2, 5n, null)).rejects.toMatchObject({ code: 'CHAIN_UNAVAILABLE' });
});
