/** Buying and selling are the same work: the intent says which. */
import { intentJob, type TradeQueueName } from '#core/contracts/queues.ts';
import type { IntentId } from '#core/domain/ids.ts';
import { defineJob, type Job } from '../kit.ts';

const tradeJob = (queue: TradeQueueName): Job =>
  defineJob({
    queue,
    payload: intentJob,
    async handle({ log, runtime, signal }, { intentId, fence }) {
      const intent = { intentId: intentId as IntentId, fence: BigInt(fence) };
      const outcome = await runtime.runTrade({ intent, signal });
      log.debug({ outcome }, 'trade job done');
    },
  });

export const tradeBuyJob = tradeJob('trade.buy');
export const tradeSellJob = tradeJob('trade.sell');
