import { expect, it, vi } from 'vitest';
import type { AttemptId, IntentId } from '#core/domain/ids.ts';
import { bury } from './bury.ts';
import type { MachineDeps } from './deps.ts';

it('E-08 records deaths without waiting for a Redis that is silent', async () => {
  const [attemptId, intentId] = ['attempt' as AttemptId, 'intent' as IntentId];
  const buried = [{ intentId, kind: 'BUY', fence: 1n }];
  const enqueue = vi.fn(() => new Promise<void>(() => undefined));
  const deps = {
    tracking: { recordDead: async () => buried },
    queue: { enqueue },
    log: { warn: () => undefined },
  } as unknown as MachineDeps;
  const heights = { finalizedHeight: 2n, finalizedSlot: 2n, statusSlot: 34n };
  await bury(deps, [{ attemptId, intentId, evidence: { road: 'STATUS', ...heights, agreed: 1 } }]);
  expect(enqueue).toHaveBeenCalledExactlyOnceWith('trade.buy', buried);
});
