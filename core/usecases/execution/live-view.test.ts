import { beforeEach, expect, it } from 'vitest';
import type { AttemptId, IntentId, Signature } from '#core/domain/ids.ts';
import type { LiveAttempt } from '#core/ports/tracking-store.ts';
import { createTestClock, type TestClock } from '../../../tests/support/test-clock.ts';
import { LiveView } from './live-view.ts';

const attempt = (id: string): LiveAttempt => ({
  ...{ id: id as AttemptId, intentId: id as IntentId, signature: id as Signature, blockhashSlot: 1n, deathBound: 9n },
  ...{ freshnessBound: 8n, confirmedSlot: null, sentAgoMs: 0, reviewReason: null },
});
const [A, B] = ['a' as AttemptId, 'b' as AttemptId] as const;

let clock: TestClock;
/** All there are in Postgres, and those signed within the window asked for. */
let rows: { all: LiveAttempt[]; newest: LiveAttempt[] };
let asked: (number | undefined)[];
let view: LiveView;
beforeEach(() => {
  clock = createTestClock();
  rows = { all: [attempt('a')], newest: [] };
  asked = [];
  const live = async (withinMs?: number) => {
    asked.push(withinMs);
    return withinMs === undefined ? rows.all : rows.newest;
  };
  view = new LiveView({ live }, clock);
});
const ids = async () => (await view.read()).map(({ id }) => id);

it('PF-02 reads all live attempts every two seconds, and in between those signed since', async () => {
  expect(await ids()).toEqual(['a']);
  clock.pass(400);
  rows.newest = [attempt('a'), attempt('b')];
  expect(await ids()).toEqual(['a', 'b']);
  clock.pass(300);
  await view.read();
  clock.pass(1_300);
  rows.all = [attempt('b'), attempt('c')];
  expect(await ids()).toEqual(['b', 'c']);
  expect(asked).toEqual([undefined, 1_400, 1_300, undefined]);
});

it('knows what became of attempts since they were read, and how long ago they were sent', async () => {
  rows.all = [attempt('a'), attempt('b')];
  await view.read();
  clock.pass(300);
  view.confirmed([{ id: A, slot: 5n }]);
  clock.pass(100);
  view.sent([B]);
  view.reviewed(B, 'MISSING_BLOCK');
  clock.pass(100);
  expect(await view.read()).toMatchObject([
    { id: A, confirmedSlot: 5n, sentAgoMs: 500 },
    { id: B, reviewReason: 'MISSING_BLOCK', sentAgoMs: 100 },
  ]);
  view.ended([A]);
  expect(await ids()).toEqual([B]);
});
