import { expect, it } from 'vitest';
import { type Done, MessageCutter, StatementFollower } from './postgres-wire.ts';

const message = (type: string, body: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + Buffer.byteLength(body));
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)]);
};

const statement = (name: string, parameters: string): Buffer =>
  Buffer.concat([message('P', `\0/* ${name} */ SELECT 1\0`), message('B', `\0\0${parameters}`), message('E', '\0')]);

function follow() {
  const follower = new StatementFollower();
  const [asks, answers] = [new MessageCutter('client'), new MessageCutter('server')];
  asks.push(message('', 'startup'));
  return {
    ask(bytes: Buffer): void {
      for (const one of asks.push(bytes)) follower.onClient(one);
    },
    answer: (bytes: Buffer): Done[] => answers.push(bytes).flatMap((one) => follower.onServer(one) ?? []),
  };
}

it('cuts messages out of whatever pieces they come in', () => {
  const cutter = new MessageCutter('server');
  const bytes = Buffer.concat([message('C', 'SELECT 1\0'), message('Z', 'I')]);
  const types = [...bytes].flatMap((byte) => cutter.push(Buffer.from([byte])).map(({ type }) => type));
  expect(types).toEqual(['C', 'Z']);
});

it('names what a transaction held when its COMMIT is answered, and forgets it afterwards', () => {
  const { ask, answer } = follow();
  ask(message('Q', 'BEGIN\0'));
  answer(Buffer.concat([message('C', 'BEGIN\0'), message('Z', 'T')]));
  ask(statement('insert-it', 'id-1'));
  expect(answer(Buffer.concat([message('C', 'INSERT 0 1\0'), message('Z', 'T')]))).toMatchObject([
    { statement: 'insert-it', tag: 'INSERT 0 1' },
  ]);
  ask(message('Q', 'COMMIT\0'));
  const [commit] = answer(Buffer.concat([message('C', 'COMMIT\0'), message('Z', 'I')]));
  expect(commit).toMatchObject({ statement: 'COMMIT', tag: 'COMMIT' });
  expect(commit?.before.map(({ statement }) => statement)).toEqual(['BEGIN', 'insert-it']);
  expect(commit?.before[1]?.parameters).toContain('id-1');
  ask(statement('insert-it', 'id-2'));
  expect(answer(Buffer.concat([message('C', 'INSERT 0 1\0'), message('Z', 'I')]))).toMatchObject([{ before: [] }]);
});

it('does not take the answer after an error for that of what failed', () => {
  const { ask, answer } = follow();
  ask(statement('fails', ''));
  expect(answer(Buffer.concat([message('E', 'SERROR\0'), message('Z', 'I')]))).toEqual([]);
  ask(statement('works', ''));
  expect(answer(Buffer.concat([message('C', 'UPDATE 3\0'), message('Z', 'I')]))).toMatchObject([
    { statement: 'works', tag: 'UPDATE 3' },
  ]);
});

it('tells answers apart that were all asked for at once, whatever a message of several statements answers', () => {
  const { ask, answer } = follow();
  ask(Buffer.concat([message('Q', 'BEGIN; SELECT 1\0'), statement('insert-it', 'id-1'), message('Q', 'COMMIT\0')]));
  const begun = [message('C', 'BEGIN\0'), message('C', 'SELECT 1\0'), message('Z', 'T')];
  const inserted = [message('C', 'INSERT 0 1\0'), message('Z', 'T')];
  const done = answer(Buffer.concat([...begun, ...inserted, message('C', 'COMMIT\0'), message('Z', 'I')]));
  expect(done.map(({ statement: name, tag }) => [name, tag])).toEqual([
    ['BEGIN; SELECT 1', 'SELECT 1'],
    ['insert-it', 'INSERT 0 1'],
    ['COMMIT', 'COMMIT'],
  ]);
  expect(done[2]?.before.map(({ statement: name }) => name)).toEqual(['BEGIN; SELECT 1', 'insert-it']);
});
