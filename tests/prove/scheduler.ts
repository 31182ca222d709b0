/**
 * Decides who goes on. Every call of a port ends here: it is done at once, or waits until the schedule lets it go on, may be
 * refused, done without an answer, answered late, or never answered because its process has died. Nothing here knows the machine.
 */
import { appError } from '#core/domain/errors.ts';
import { type AwaitPoint, awaitPoint, type Behind, type Method, type Role } from './await-points.ts';
import { INTENT_PREFIX } from './bytes.ts';
import { counter, hit } from './coverage.ts';
import type { Decisions } from './decisions.ts';

/** One life of a process: after a crash another begins, with nothing in its memory. */
export class Process {
  readonly role: Role;
  readonly name: string;
  dead = false;
  paused = false;
  /** Tasks begun and not ended. */
  tasks = 0;
  /** What waits while the process is paused. */
  readonly frozen: Operation[] = [];

  constructor(role: Role, name: string) {
    this.role = role;
    this.name = name;
  }

  track(task: Promise<unknown>): void {
    this.tasks += 1;
    const end = (): void => {
      this.tasks -= 1;
    };
    task.then(end, end);
  }
}

/** A call on its way: not done yet, or done with its answer still on the way back. */
export class Operation {
  readonly process: Process;
  readonly point: AwaitPoint;
  /** Null for what somebody else has to do: the signer's answer. */
  effect: (() => unknown) | null;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  /** Whether it must not be done before this, in milliseconds. */
  readonly notBefore: number;
  done = false;
  failed = false;
  value: unknown = undefined;

  constructor(
    process: Process,
    point: AwaitPoint,
    effect: (() => unknown) | null,
    settle: { resolve: (value: never) => void; reject: (error: unknown) => void },
    notBefore: number,
  ) {
    this.process = process;
    this.point = point;
    this.effect = effect;
    this.resolve = settle.resolve;
    this.reject = settle.reject;
    this.notBefore = notBefore;
  }

  /** What was done or given up before stays so. */
  complete(value: unknown): void {
    if (this.done) return;
    this.done = true;
    this.value = value;
  }

  /** Whatever was done: nobody hears of it. */
  fail(error: unknown): void {
    this.done = true;
    this.failed = true;
    this.value = error;
  }

  /** Nobody who died hears an answer. */
  answer(): void {
    if (this.process.dead) return;
    if (this.failed) this.reject(this.value);
    else this.resolve(this.value as never);
  }
}

type FaultKind = 'refused' | 'answer lost' | 'late';
const FAULTS: Readonly<Record<Behind, readonly (readonly [kind: FaultKind, perMille: number, counter: number])[]>> = {
  store: faults('store', { refused: 20, 'answer lost': 25, late: 60 }),
  commit: faults('commit', { refused: 30, 'answer lost': 150, late: 80 }),
  rpc: faults('rpc', { refused: 70, 'answer lost': 40, late: 70 }),
  send: faults('send', { late: 150 }),
  socket: faults('socket', { refused: 50, 'answer lost': 40, late: 60 }),
  queue: faults('queue', { late: 80 }),
  clock: [],
};

function faults(behind: string, perMille: Partial<Record<FaultKind, number>>) {
  return Object.entries(perMille).map(
    ([kind, weight]) => [kind as FaultKind, weight, counter(`fault ${behind} ${kind}`)] as const,
  );
}

const CRASH = counter('fault crash');
const ORPHAN = counter('fault effect after its process died');
const PAUSE = counter('fault pause');
const WAKE = counter('fault zombie wakes');
const POSTGRES_DOWN = counter('fault store down');

export class Scheduler {
  readonly decisions: Decisions;
  /** Milliseconds since the beginning. */
  now = 0;
  /** Faults have stopped: everything is done at once. */
  calm = false;
  postgresDown = false;
  crashes = 0;
  rpcFaults = 0;
  /** Readable steps, when somebody wants to read them. */
  readonly trace: string[] | null;
  readonly pending: Operation[] = [];

  constructor(decisions: Decisions, trace: string[] | null) {
    this.decisions = decisions;
    this.trace = trace;
  }

  say(text: string): void {
    this.trace?.push(`${(this.now / 1_000).toFixed(2).padStart(8)} s  ${text.replaceAll(`${INTENT_PREFIX}0`, 'i')}`);
  }

  /** A call of a port by a process. `effect` is what it does to the world, at one moment, and what it answers. */
  call<T>(process: Process, method: Method, effect: () => T, waitMs = 0): Promise<T> {
    const point = awaitPoint(process.role, method);
    hit(point.waited);
    if (process.dead) return new Promise(() => undefined);
    if (waitMs === 0 && !process.paused && (this.calm || this.decisions.below(4) < 3)) {
      return this.#atOnce(process, point, effect);
    }
    return new Promise((resolve, reject) => {
      this.#park(new Operation(process, point, effect, { resolve, reject }, this.now + waitMs));
    });
  }

  /** Something that ends when another process says so. */
  external<T>(process: Process, method: Method): { readonly operation: Operation; readonly answer: Promise<T> } {
    const point = awaitPoint(process.role, method);
    hit(point.waited);
    let operation: Operation | undefined;
    const answer = new Promise<T>((resolve, reject) => {
      operation = new Operation(process, point, null, { resolve, reject }, this.now);
    });
    if (operation === undefined) throw new Error('a promise begins at once');
    // Nobody may be left to hear of it.
    answer.catch(() => undefined);
    this.#park(operation);
    return { operation, answer };
  }

  #park(operation: Operation): void {
    (operation.process.paused ? operation.process.frozen : this.pending).push(operation);
  }

  #atOnce<T>(process: Process, point: AwaitPoint, effect: () => T): Promise<T> {
    try {
      if (this.postgresDown && isPostgres(point)) throw refusal(point);
      const value = effect();
      if (this.trace !== null) this.say(`${process.name} ${point.method} → ${show(value)}`);
      return Promise.resolve(value);
    } catch (error) {
      if (this.trace !== null) this.say(`${process.name} ${point.method} fails: ${String(error)}`);
      return Promise.reject(error);
    }
  }

  /** Lets one waiting operation go on. Whether there was one. */
  advance(): boolean {
    const { pending } = this;
    if (pending.length === 0) return false;
    const index = this.decisions.below(Math.min(pending.length, 6));
    const operation = pending[index];
    if (operation === undefined) return false;
    if (!operation.done && !this.#perform(operation)) {
      // Another's turn: what waits for somebody else goes to the end.
      pending.splice(index, 1);
      pending.push(operation);
      return true;
    }
    pending.splice(index, 1);
    operation.answer();
    return true;
  }

  /** Lets everything go on that can, without faults. Whether anything did. */
  advanceAll(): boolean {
    const waiting = this.pending.splice(0);
    let moved = false;
    for (const operation of waiting) {
      if (!operation.done && operation.effect !== null && this.now >= operation.notBefore) this.#run(operation);
      if (operation.done) operation.answer();
      else this.pending.push(operation);
      moved ||= operation.done;
    }
    return moved;
  }

  /** Whether its answer goes back now. */
  #perform(operation: Operation): boolean {
    const { effect, point } = operation;
    if (effect === null) return this.#loseAnswer(operation);
    if (this.now < operation.notBefore) this.now = operation.notBefore;
    const fault = this.#faultAt(point);
    if (fault === 'refused') {
      operation.fail(refusal(point));
      this.say(`${operation.process.name} ${point.method} refused`);
      return true;
    }
    this.#run(operation);
    if (fault === 'answer lost') {
      this.say(`${operation.process.name} ${point.method}: the answer is lost`);
      operation.fail(refusal(point));
    }
    return fault !== 'late';
  }

  /** What waits for another process is given up now and then. */
  #loseAnswer(operation: Operation): boolean {
    if (!this.decisions.chance(30)) return false;
    this.say(`${operation.process.name} ${operation.point.method}: gives up waiting`);
    operation.fail(refusal(operation.point));
    return true;
  }

  #faultAt(point: AwaitPoint): FaultKind | null {
    let draw = 999 - this.decisions.below(1_000);
    for (const [kind, perMille, count] of FAULTS[point.behind]) {
      if (draw < perMille) {
        hit(count);
        if (point.behind === 'rpc') this.rpcFaults += 1;
        return kind;
      }
      draw -= perMille;
    }
    return null;
  }

  #run(operation: Operation): void {
    const { effect, point, process } = operation;
    if (effect === null || operation.done) return;
    try {
      if (this.postgresDown && isPostgres(point)) throw refusal(point);
      operation.complete(effect());
    } catch (error) {
      operation.fail(error);
    }
    if (this.trace !== null) {
      this.say(`${process.name} ${point.method} ${operation.failed ? 'fails:' : '→'} ${show(operation.value)}`);
    }
  }

  /** The process is gone. What it had on the way is lost, done all the same, or done later, without anybody to hear of it. */
  crash(process: Process): void {
    hit(CRASH);
    this.crashes += 1;
    this.say(`${process.name} is killed`);
    process.dead = true;
    process.paused = false;
    this.pending.push(...process.frozen.splice(0));
    for (const operation of this.pending.filter((one) => one.process === process)) {
      hit(operation.point.died);
      const fate = operation.done || operation.effect === null ? 0 : this.decisions.below(3);
      if (fate === 1) this.#run(operation);
      if (fate === 2) hit(ORPHAN);
      else this.pending.splice(this.pending.indexOf(operation), 1);
    }
  }

  /** The process stands still; what it has on the way may arrive all the same. */
  pause(process: Process): void {
    hit(PAUSE);
    this.say(`${process.name} stands still`);
    process.paused = true;
    for (const operation of this.pending.filter((one) => one.process === process)) {
      this.pending.splice(this.pending.indexOf(operation), 1);
      process.frozen.push(operation);
      if (!operation.done && this.decisions.chance(500)) this.#run(operation);
    }
  }

  wake(process: Process): void {
    if (!process.paused) return;
    hit(WAKE);
    this.say(`${process.name} goes on`);
    process.paused = false;
    this.pending.push(...process.frozen.splice(0));
  }

  setPostgres(down: boolean): void {
    if (down) hit(POSTGRES_DOWN);
    this.say(`Postgres is ${down ? 'down' : 'up'}`);
    this.postgresDown = down;
  }
}

const isPostgres = ({ behind }: AwaitPoint): boolean => behind === 'store' || behind === 'commit';

/** "This call told me nothing." */
function refusal({ behind }: AwaitPoint): Error {
  if (behind === 'socket') return appError('SIGNER_UNAVAILABLE', {});
  return behind === 'rpc' ? ENDPOINT_AWAY : STORE_AWAY;
}

/** Made once: a stack for each of some hundred thousand would cost more than the schedules. */
const STORE_AWAY = new Error('the connection to Postgres is lost');
const ENDPOINT_AWAY = new Error('the endpoint did not answer');

const show = (value: unknown): string =>
  (
    JSON.stringify(value, (_key, one: unknown) =>
      typeof one === 'bigint'
        ? `${one}`
        : one instanceof Uint8Array
          ? `${one.length} bytes`
          : one instanceof Set
            ? [...one]
            : one,
    ) ?? 'done'
  ).slice(0, 200);
