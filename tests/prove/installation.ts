/** Where processes run: two workers, two trackers of which one may be a zombie's successor, and a scan. They die and are begun anew. */
import { counter, hit } from './coverage.ts';
import type { Decisions } from './decisions.ts';
import { createScan, createTracker, createWorker } from './machines.ts';
import { Process } from './scheduler.ts';
import { SignerSocket } from './signer-socket.ts';
import type { Surroundings } from './surroundings.ts';

const BEGUN = {
  worker: counter('task trade jobs'),
  tracker: counter('task tracker round'),
  scan: counter('task scan'),
};
const OUT_OF_TIME = counter('fault task out of time');

const SEATS = [
  ['scan', 'scan'],
  ['worker', 'worker 1'],
  ['tracker', 'tracker 1'],
  ['worker', 'worker 2'],
  ['tracker', 'tracker 2'],
] as const;

/** A place in the installation; whoever stands there now is one of its lives. */
interface Seat {
  readonly role: keyof typeof BEGUN;
  readonly name: string;
  process: Process;
  /** Null until this life has done something. */
  run: ((signal: AbortSignal) => Promise<unknown>) | null;
}

export class Installation {
  readonly signer: SignerSocket;
  readonly #world: Surroundings;
  readonly #decisions: Decisions;
  readonly #seats: readonly Seat[];
  #turn = 0;
  /** Of the task begun last. */
  #newest: TaskSignal | null = null;

  constructor(world: Surroundings, decisions: Decisions) {
    this.#world = world;
    this.#decisions = decisions;
    this.signer = new SignerSocket(world);
    this.#seats = SEATS.map(([role, name]) => ({ role, name, process: new Process(role, name), run: null }));
  }

  get isBusy(): boolean {
    return this.signer.process.tasks > 0 || this.#seats.some(({ process }) => process.tasks > 0);
  }

  /** The next seat where nothing is going on begins something. Whether there was one. */
  beginNext(): boolean {
    for (let tries = 0; tries < this.#seats.length; tries += 1) {
      this.#turn = (this.#turn + 1) % this.#seats.length;
      const seat = this.#seats[this.#turn];
      if (seat === undefined || seat.process.tasks > 0 || seat.process.paused || !this.#hasWork(seat)) continue;
      this.#begin(seat);
      return true;
    }
    return false;
  }

  /** Loops that would find nothing begin less often than they would. */
  #hasWork({ role }: Seat): boolean {
    if (role === 'worker') return !this.#world.box.isEmpty;
    return (role === 'tracker' && this.#world.isAnythingLive) || this.#decisions.below(3) === 0;
  }

  #begin(seat: Seat): void {
    hit(BEGUN[seat.role]);
    seat.run ??= this.#machineOf(seat);
    this.#newest = new TaskSignal();
    seat.process.track(seat.run(this.#newest.asSignal()));
  }

  #machineOf({ role, process }: Seat): (signal: AbortSignal) => Promise<unknown> {
    const world = this.#world;
    if (role === 'tracker') return createTracker(world, process);
    if (role === 'scan') {
      const scan = createScan(world, process);
      return (signal) => {
        world.people.finishStop();
        return scan(signal);
      };
    }
    const work = createWorker(world, process, this.signer.clientOf(process));
    return (signal) => work(world.box.take(world.scheduler.calm ? 5 : 1 + this.#decisions.below(3)), signal);
  }

  /** One round of what is to be done when nothing disturbs. */
  beginCalmly(): void {
    const [scan, worker, tracker] = this.#seats;
    if (scan === undefined || worker === undefined || tracker === undefined) throw new Error('there are five seats');
    const { box, isAnythingLive } = this.#world;
    this.#turn += 1;
    if (isAnythingLive) this.#begin(tracker);
    if (!box.isEmpty) this.#begin(worker);
    else if (!isAnythingLive || this.#turn % 2 === 0) this.#begin(scan);
  }

  kill(): void {
    const seat = this.#seats[this.#decisions.below(this.#seats.length + 2)];
    if (seat === undefined) {
      this.signer.kill();
      return;
    }
    this.#world.scheduler.crash(seat.process);
    seat.process = new Process(seat.role, seat.name);
    seat.run = null;
  }

  pauseOrWake(): void {
    const { scheduler } = this.#world;
    const { process } = this.#seats[this.#decisions.below(this.#seats.length + 1)] ?? this.signer;
    if (process.paused) scheduler.wake(process);
    else scheduler.pause(process);
  }

  /** The time of the task begun last is over. */
  outOfTime(): void {
    if (this.#newest === null) return;
    hit(OUT_OF_TIME);
    this.#newest.abort(new Error('out of time'));
  }

  wakeAll(): void {
    for (const { process } of [...this.#seats, this.signer]) this.#world.scheduler.wake(process);
  }

  /** What endpoints have shown is forgotten by whoever is doing nothing just now. */
  forget(): void {
    for (const seat of this.#seats) if (seat.process.tasks === 0) seat.run = null;
    this.signer.forget();
  }
}

/** As much of an `AbortSignal` as the machine looks at: a real one costs more than the task. */
class TaskSignal {
  aborted = false;
  reason: unknown = undefined;

  asSignal(): AbortSignal {
    return this as unknown as AbortSignal;
  }

  abort(reason: unknown): void {
    this.aborted = true;
    this.reason = reason;
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }
}
