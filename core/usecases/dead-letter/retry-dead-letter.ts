import { maintenanceJob, queueOfKind } from '#core/contracts/queues.ts';
import type { DeadLetter } from '#core/domain/dead-letter/dead-letter.ts';
import { appError } from '#core/domain/errors.ts';
import type { Queue } from '#core/ports/queue.ts';
import type { TaskQueue } from '#core/ports/task-queue.ts';
import type { Transaction } from '#core/store/db.ts';
import { makeDue } from '#core/store/dead-letters.ts';
import type { Caller } from '../account/caller.ts';
import { type CloseInput, close, type LetterDeps } from './close.ts';

export interface RetryDeps extends LetterDeps {
  readonly queue: Pick<Queue, 'enqueue'> & TaskQueue;
}

type HandOver = () => Promise<void>;

/**
 * Tries again: closes the letter, makes its trade due at once and hands it over. A trade that is signed or over is left as it is;
 * a trade never gets a second signature by this. A letter that is closed already is answered as it is.
 * @throws AppError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, NOT_RETRYABLE when nothing can be done with what was delivered
 */
export async function retryDeadLetter(deps: RetryDeps, caller: Caller, input: CloseInput): Promise<DeadLetter> {
  let handOver: HandOver = async () => undefined;
  const letter = await close(deps, caller, input, 'RETRIED', async (tx, open) => {
    handOver = await prepare(deps, tx, open);
  });
  await handOver();
  return letter;
}

async function prepare({ queue }: RetryDeps, tx: Transaction, letter: DeadLetter): Promise<HandOver> {
  if (letter.intentId !== null) {
    const intent = await makeDue(tx, letter.intentId);
    if (intent === null) return async () => undefined;
    return () => queue.enqueue(queueOfKind(intent.kind), [{ intentId: intent.id, fence: intent.fence }]);
  }
  const { data: job } = maintenanceJob.safeParse(letter.payload);
  if (letter.queue !== 'maintenance' || job === undefined) throw appError('NOT_RETRYABLE', { what: 'dead letter' });
  return () => queue.enqueueMaintenance(job);
}
