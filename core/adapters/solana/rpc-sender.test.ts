import { expect, it } from 'vitest';
import { JITO_HEAD_START_MS, type Route } from '#core/domain/execution/route.ts';
import type { AttemptId } from '#core/domain/ids.ts';
import { createRpcSender } from './rpc-sender.ts';

it('R-03 gives endpoints what may be shown to them, and nothing that is for the block engine alone', async () => {
  const shown: string[] = [];
  const sender = createRpcSender({ broadcast: async (raws) => void shown.push(...raws.map(String)) });
  const outgoing = (name: string, route: Route, ageMs: number) => ({
    ...{ attemptId: name as AttemptId, raw: Buffer.from(name), route, ageMs },
  });
  await sender.send([
    outgoing('public', 'RPC', 0),
    outgoing('private', 'JITO_ONLY', 10 * JITO_HEAD_START_MS),
    outgoing('early', 'JITO_THEN_RPC', JITO_HEAD_START_MS - 1),
    outgoing('late', 'JITO_THEN_RPC', JITO_HEAD_START_MS),
  ]);
  expect(shown).toEqual(['public', 'late']);
});
