/** Whatever an intent asks for, the work is the same: the intent says which. */
import { type IntentQueueName, intentJob } from '#core/contracts/queues.ts';
import type { IntentId } from '#core/domain/ids.ts';
import { defineJob, type Job } from '../kit.ts';

const intentJobOf = (queue: IntentQueueName): Job =>
  defineJob({
    queue,
    payload: intentJob,
    async handle({ log, runtime, signal }, { intentId, fence }) {
      const intent = { intentId: intentId as IntentId, fence: BigInt(fence) };
      const outcome = await runtime.runIntent(queue, { intent, signal });
      log.debug({ outcome }, 'intent job done');
    },
  });

export const tradeBuyJob = intentJobOf('trade.buy');
export const tradeSellJob = intentJobOf('trade.sell');
export const withdrawJob = intentJobOf('funds.gather');
