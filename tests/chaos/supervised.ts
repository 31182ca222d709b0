/** One of our own processes, kept alive: whenever it ends, it is started again, as a service manager would. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Part, type PartOptions, startPart } from '../../scripts/lib/processes.mjs';
import { signal, type Victim } from './victim.ts';

/** Between an end and the next start. */
const RESTART_MS = 200;

const lastWords = (failure: Error | undefined): string => {
  const [first, words] = failure?.message.split('\n') ?? ['exit code 0'];
  return [first, words].filter(Boolean).join(' ');
};

export class Supervised implements Victim {
  readonly name: string;
  readonly #options: PartOptions;
  readonly #onEnd: (how: string) => void;
  #part: Part;
  #stopping = false;
  #expected = false;
  readonly #kept: Promise<void>;

  /** `onEnd` hears of an end that nobody here brought about. */
  constructor(options: PartOptions, onEnd: (how: string) => void) {
    this.name = options.name;
    this.#options = options;
    this.#onEnd = onEnd;
    this.#part = startPart(options);
    this.#kept = this.#keep();
  }

  async #keep(): Promise<void> {
    while (!this.#stopping) {
      const failure = await this.#part.ended;
      if (this.#stopping) return;
      if (!this.#expected) this.#onEnd(lastWords(failure));
      this.#expected = false;
      await delay(RESTART_MS);
      if (!this.#stopping) this.#part = startPart(this.#options);
    }
  }

  /** Resolves when it runs and has said so, whatever became of it on the way. */
  async up(): Promise<void> {
    while (!this.#stopping) {
      const part = this.#part;
      const ready = await part.ready.then(
        () => true,
        () => false,
      );
      if (ready && part === this.#part) return;
      await delay(RESTART_MS);
    }
  }

  /** The very first start: what ends before it is ready has something to say. */
  async begin(): Promise<void> {
    await this.#part.ready;
  }

  pids(): Promise<number[]> {
    return Promise.resolve(this.#pid());
  }

  #pid(): number[] {
    return this.#part.pid === undefined ? [] : [this.#part.pid];
  }

  async kill(): Promise<void> {
    const part = this.#part;
    this.#expected = true;
    signal(this.#pid(), 'SIGKILL'); // at this very moment: a test may have chosen it
    await part.ended;
    while (this.#part === part && !this.#stopping) await delay(RESTART_MS / 4);
    await this.up();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    signal(this.#pid(), 'SIGCONT');
    await this.#part.stop();
    await this.#kept;
  }
}
