/** The signer, a process of its own behind a socket on which requests and answers are lost, late, or come from the dead. */
import { appError, isAppError } from '#core/domain/errors.ts';
import type { Signer, SignIntentOutcome, SignIntentRequest } from '#core/ports/signer.ts';
import { counter, hit } from './coverage.ts';
import { createSigner, type SignerMachine } from './machines.ts';
import { type Operation, Process } from './scheduler.ts';
import type { Surroundings } from './surroundings.ts';

const SIGNING = counter('task signing');
const INTERNAL = appError('INTERNAL', { correlationId: 'simulated' });

const notSimulated = (): never => {
  throw new Error('not simulated');
};

export class SignerSocket {
  process = new Process('signer', 'signer');
  readonly #world: Surroundings;
  /** Null until this life has signed something. */
  #machine: SignerMachine | null = null;
  /** Who waits for this life's answers. */
  #waiting: Operation[] = [];

  constructor(world: Surroundings) {
    this.#world = world;
  }

  clientOf(client: Process): Signer {
    return {
      ...{ sealingKey: notSimulated, createWallet: notSimulated, importWallet: notSimulated },
      exportWallet: notSimulated,
      signIntents: (requests) => this.#ask(client, requests),
    };
  }

  async #ask(client: Process, requests: readonly SignIntentRequest[]): Promise<readonly SignIntentOutcome[]> {
    const { scheduler } = this.#world;
    const exchange = await scheduler.call(client, 'signer.request', () => {
      const { operation, answer } = scheduler.external<readonly SignIntentOutcome[]>(client, 'signer.answer');
      this.#begin(operation, requests);
      // In an object: a promise of a promise would wait for both.
      return { answer };
    });
    return exchange.answer;
  }

  #begin(operation: Operation, requests: readonly SignIntentRequest[]): void {
    hit(SIGNING);
    this.#waiting = [...this.#waiting.filter(({ done }) => !done), operation];
    this.#machine ??= createSigner(this.#world, this.process);
    this.process.track(
      this.#machine(requests).then(
        (outcomes) => operation.complete(outcomes),
        (error: unknown) => operation.done || operation.fail(isAppError(error) ? error : INTERNAL),
      ),
    );
  }

  kill(): void {
    this.#world.scheduler.crash(this.process);
    this.process = new Process('signer', 'signer');
    this.#machine = null;
    for (const operation of this.#waiting) if (!operation.done) operation.fail(appError('SIGNER_UNAVAILABLE', {}));
    this.#waiting = [];
  }

  /** What endpoints have shown it is forgotten. */
  forget(): void {
    if (this.process.tasks === 0) this.#machine = null;
  }
}
