import { buildSchema, type ExecutionResult, type GraphQLObjectType, parse } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import type { ServerRuntime } from '#core/runtime/server.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { type Context, createContext } from '../../context.ts';
import { Delivery } from './delivery.ts';
import { createSharing } from './sharing.ts';
import type { Happening, Line, Page } from './source.ts';
import type { Operation } from './view.ts';

interface Told extends Happening {
  readonly text: string;
}

/** A topic's log: what is appended is there for all who read after it. */
function createLog() {
  const events: Told[] = [];
  const waiting = new Set<() => void>();
  async function* after(seq: bigint, signal: AbortSignal): AsyncGenerator<Page<Told>, void, void> {
    let seen = Number(seq);
    signal.addEventListener('abort', wake);
    while (!signal.aborted) {
      const news = events.slice(seen);
      seen = events.length;
      yield { events: news, isLast: true };
      if (seen === events.length) await new Promise<void>((resolve) => waiting.add(resolve));
    }
  }
  const wake = (): void => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  const append = (...texts: string[]): void => {
    for (const text of texts) events.push({ seq: BigInt(events.length + 1), text });
    wake();
  };
  return { after, append };
}

/** How often the field was resolved, by whom. */
const resolved = vi.fn();

function createTestSchema(log: ReturnType<typeof createLog>) {
  const schema = buildSchema(`
    type Told { text: String! role: String mine: String address: String broken: String }
    type Query { nothing: String }
    type Subscription { told(topic: String!, since: Int = 0): Told }
  `);
  const fieldsOf = (name: string) => (schema.getType(name) as GraphQLObjectType<unknown, Context>).getFields();
  const told = fieldsOf('Subscription')['told'];
  const { role, mine, address, broken } = fieldsOf('Told');
  if (!told || !role || !mine || !address || !broken) throw new Error('the schema has them');
  told.subscribe = (_root, args: { topic: string; since: number }) => ({
    ...{ topic: args.topic, placeArgument: 'since', since: BigInt(args.since), after: log.after },
    [Symbol.asyncIterator]: () => log.after(BigInt(args.since), new AbortController().signal),
  });
  told.resolve = async (event) => {
    resolved();
    return event;
  };
  role.resolve = (_root, _args, { signedIn }) => `${signedIn?.caller.organizationId} ${signedIn?.caller.role}`;
  mine.resolve = (_root, _args, { signedIn }) => signedIn?.caller.userId;
  address.resolve = (_root, _args, { requester }) => requester.address;
  broken.resolve = () => {
    throw new Error('secret');
  };
  return schema;
}

function createLine() {
  const got: ExecutionResult[] = [];
  let [isFull, isOpen] = [false, true];
  const take = (answer: string): boolean => {
    if (isOpen) got.push(JSON.parse(answer) as ExecutionResult);
    return isOpen;
  };
  let drain: () => void = () => undefined;
  const line: Line = {
    offer: (answer) => !isFull && take(answer),
    give: async (answer) => {
      if (isFull) await new Promise<void>((resolve) => (drain = resolve));
      return take(answer);
    },
    cut: vi.fn(),
  };
  return {
    line,
    texts: () => got.map(({ data }) => data?.['told']),
    got,
    fill: () => {
      isFull = true;
    },
    drain: () => {
      isFull = false;
      drain();
    },
    close: () => {
      isOpen = false;
    },
  };
}

type Somebody = Partial<Record<'organizationId' | 'role' | 'userId' | 'platformRole', string>> & {
  readonly scopes?: readonly string[];
};

const TEXT = 'subscription ($since: Int) { told(topic: "a", since: $since) { text } }';

function createStage() {
  resolved.mockClear();
  const log = createLog();
  const schema = createTestSchema(log);
  const sharing = createSharing((formatted) => ({ ...formatted, message: 'hidden' }));
  const documents = new Map<string, ReturnType<typeof parse>>();
  let people = 0;
  const join = async (who: Somebody = {}, query = TEXT, variables: Record<string, unknown> = { since: 0 }) => {
    people += 1;
    const document = documents.get(query) ?? parse(query);
    documents.set(query, document);
    const somebody = { organizationId: 'o1', role: 'owner', platformRole: 'user', credential: 'session', scopes: null };
    const caller = { ...somebody, userId: `u${people}`, sessionId: `s${people}`, ...who } as unknown as Caller;
    const line = createLine();
    const requester = { caller, address: `address of ${caller.userId}`, transport: 'socket' } as const;
    const contextValue = createContext({} as ServerRuntime, { requester, correlationId: 'c', line: line.line });
    const operation: Operation = { schema, document, variableValues: variables, contextValue };
    const delivery = await sharing.subscribe(operation);
    if (!(delivery instanceof Delivery)) throw new Error('it cannot begin');
    const ended = delivery.next();
    return { ...line, delivery, ended };
  };
  return { log, join };
}

type Reader = Awaited<ReturnType<ReturnType<typeof createStage>['join']>>;

const allHave = (readers: readonly Reader[], count: number): Promise<void> =>
  vi.waitFor(() => expect(readers.map(({ got }) => got.length)).toEqual(readers.map(() => count)));

describe('PF-03 an answer', () => {
  it('is made once for all who may see the same, wherever they began', async () => {
    const { log, join } = createStage();
    log.append('one');
    const readers = [await join(), await join(), await join({}, TEXT, { since: 0 })];
    await allHave(readers, 1);
    const late = await join({}, TEXT, { since: 1 });
    resolved.mockClear();
    log.append('two', 'three');
    await allHave(readers, 3);
    await allHave([late], 2);
    expect(resolved).toHaveBeenCalledTimes(2);
    expect(late.texts()).toEqual([{ text: 'two' }, { text: 'three' }]);
  });

  it.each<[string, Somebody, string?, Record<string, unknown>?]>([
    ['another organisation', { organizationId: 'o2' }],
    ['another role', { role: 'viewer' }],
    ['another role on the installation', { platformRole: 'admin' }],
    ['an API key of fewer scopes', { scopes: ['read'] }],
    ['another document', {}, `${TEXT} `],
    [
      'another variable that matters',
      {},
      'subscription ($topic: String!) { told(topic: $topic) { text } }',
      { topic: 'b' },
    ],
  ])('is made apart for %s', async (_what, who, query = TEXT, variables = { since: 0 }) => {
    const { log, join } = createStage();
    const readers = [await join(), await join(who, query, variables)];
    await allHave(readers, 0);
    log.append('one');
    await allHave(readers, 1);
    expect(resolved).toHaveBeenCalledTimes(2);
  });

  it('never reaches another organisation or role', async () => {
    const { log, join } = createStage();
    const query = 'subscription { told(topic: "a") { role } }';
    const people = ['o1 owner', 'o1 viewer', 'o2 owner', 'o2 viewer'].flatMap((one) => [one, one]);
    const readers = await Promise.all(
      people.map((one) => join({ organizationId: one.slice(0, 2), role: one.slice(3) }, query)),
    );
    log.append('one', 'two');
    await allHave(readers, 2);
    for (const [index, { texts }] of readers.entries())
      expect(texts()).toEqual([{ role: people[index] }, { role: people[index] }]);
  });

  it.each([
    ['the person', 'mine', (index: number) => `u${index + 1}`],
    ['the connection', 'address', (index: number) => `address of u${index + 1}`],
  ])('that depends on %s is made for each viewer alone', async (_what, field, expected) => {
    const { log, join } = createStage();
    const query = `subscription { told(topic: "a") { ${field} } }`;
    log.append('one');
    const readers = await Promise.all(Array.from({ length: 5 }, () => join({}, query)));
    await allHave(readers, 1);
    log.append('two', 'three');
    await allHave(readers, 3);
    for (const [index, { texts }] of readers.entries())
      expect(texts()).toEqual(Array.from({ length: 3 }, () => ({ [field]: expected(index) })));
  });

  it('with an error shows it as any answer would', async () => {
    const { log, join } = createStage();
    const reader = await join({}, 'subscription { told(topic: "a") { broken } }');
    log.append('one');
    await allHave([reader], 1);
    expect(reader.got[0]).toMatchObject({ data: { told: { broken: null } }, errors: [{ message: 'hidden' }] });
  });
});

describe('L-01 a subscriber that does not read', () => {
  it('keeps nothing waiting, delays nobody, and gets all of it once it reads again', async () => {
    const { log, join } = createStage();
    const [slow, ...fast] = await Promise.all(Array.from({ length: 200 }, () => join()));
    log.append('0');
    await allHave([slow as Reader, ...fast], 1);
    slow?.fill();
    for (let n = 1; n <= 50; n += 1) log.append(`${n}`);
    await allHave(fast, 51);
    expect(slow?.got).toHaveLength(1);
    slow?.drain();
    await allHave([slow as Reader], 51);
    log.append('last');
    await allHave([slow as Reader, ...fast], 52);
    const all = Array.from({ length: 51 }, (_, n) => ({ text: `${n}` }));
    for (const { texts } of [slow as Reader, ...fast]) expect(texts()).toEqual([...all, { text: 'last' }]);
  });

  it('is cut off after a time', async () => {
    const { log, join } = createStage();
    const slow = await join();
    vi.useFakeTimers();
    try {
      slow.fill();
      log.append('one');
      await vi.advanceTimersByTimeAsync(60_000);
      expect(slow.line.cut).toHaveBeenCalledOnce();
      slow.drain();
      await expect(slow.ended).resolves.toMatchObject({ done: true });
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('A-08 a subscriber that leaves', () => {
  it('is sent nothing more, and the others are', async () => {
    const { log, join } = createStage();
    const [leaver, stayer] = [await join(), await join()];
    log.append('one');
    await allHave([leaver, stayer], 1);
    await leaver.delivery.return();
    log.append('two');
    await allHave([stayer], 2);
    expect(leaver.got).toHaveLength(1);
    await expect(leaver.ended).resolves.toMatchObject({ done: true });
  });

  it('because its connection is ending ends its subscription', async () => {
    const { log, join } = createStage();
    const [leaver, stayer] = [await join(), await join()];
    log.append('one');
    await allHave([leaver, stayer], 1);
    leaver.close();
    log.append('two');
    await expect(leaver.ended).resolves.toMatchObject({ done: true });
    await allHave([stayer], 2);
  });

  it('last leaves the source too', async () => {
    const { log, join } = createStage();
    const last = await join();
    log.append('one');
    await allHave([last], 1);
    await last.delivery.return();
    resolved.mockClear();
    log.append('two');
    const next = await join({}, TEXT, { since: 1 });
    await allHave([next], 1);
    expect(resolved).toHaveBeenCalledOnce();
  });
});
