import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Caller } from '#core/usecases/account/caller.ts';
import { createStandingWatch, type Watched } from './standing-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const socket = (sessionId: string, over: Partial<Caller> = {}, stands = true) => ({
  caller: { sessionId, userId: 'u', organizationId: 'o', credential: 'session', ...over } as Caller,
  stands: vi.fn(async () => stands),
  end: vi.fn(),
});

/** A watch over a database in which these sessions have fallen; an error stands for one that does not answer. */
function watchOver(answers: (string[] | Error)[]) {
  const query = vi.fn(async () => {
    const answer = answers.shift() ?? [];
    if (answer instanceof Error) throw answer;
    return answer.map((sessionId) => ({ sessionId, organizationId: 'o' }));
  });
  const [forget, warn] = [vi.fn(), vi.fn()];
  const runtime = { db: { as: () => ({ query }) }, standings: { forget }, log: { warn } };
  return { watch: createStandingWatch(runtime as never), query, forget, warn };
}

const open = (watch: { add(socket: Watched): () => void }, ...sockets: Watched[]) =>
  sockets.map((one) => watch.add(one));
const aSecond = () => vi.advanceTimersByTimeAsync(1_000);

describe('A-03 the watch over sockets', () => {
  it('asks once a second in one statement, and ends all sockets of what has fallen', async () => {
    const { watch, query, forget } = watchOver([['a']]);
    const [first, second, other] = [socket('a'), socket('a'), socket('b')];
    open(watch, first, second, other);
    await aSecond();
    expect(query).toHaveBeenCalledOnce();
    expect(query.mock.calls[0]).toMatchObject([
      {
        values: [
          ['a', 'b'],
          ['u', 'u'],
          ['o', 'o'],
        ],
      },
    ]);
    expect([first.end, second.end, other.end].map((end) => end.mock.calls.length)).toEqual([1, 1, 0]);
    expect(forget).toHaveBeenCalledExactlyOnceWith('a');
    watch.close();
  });

  it('asks nothing while nobody is there, nor after its end', async () => {
    const { watch, query } = watchOver([]);
    const [leave] = open(watch, socket('a'));
    leave?.();
    await aSecond();
    open(watch, socket('b'));
    watch.close();
    await aSecond();
    expect(query).not.toHaveBeenCalled();
  });

  it('asks for keys and outside tokens whether they would be let in now', async () => {
    const { watch, query } = watchOver([]);
    const [revoked, good] = [socket('k', { credential: 'api-key' }, false), socket('x', { credential: 'external' })];
    open(watch, revoked, good);
    await aSecond();
    expect(revoked.end).toHaveBeenCalledOnce();
    expect(good.end).not.toHaveBeenCalled();
    expect(query).not.toHaveBeenCalled();
    watch.close();
  });

  it('goes on after a second in which the database did not answer', async () => {
    const { watch, warn } = watchOver([new Error('down'), ['a']]);
    const fallen = socket('a');
    open(watch, fallen);
    await aSecond();
    expect(fallen.end).not.toHaveBeenCalled();
    expect(warn).toHaveBeenCalledOnce();
    await aSecond();
    expect(fallen.end).toHaveBeenCalledOnce();
    watch.close();
  });
});
