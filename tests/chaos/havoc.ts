/** Carries out the plan of process faults, one after the other for each victim, side by side for different ones. */
import { setTimeout as delay } from 'node:timers/promises';
import { BackendVictim } from './infra-victims.ts';
import { describeFault, isProcessFault, type PlannedFault, type ProcessFault } from './plan.ts';
import { randomOf } from './random.ts';
import type { ChaosStack } from './stack.ts';
import type { Timeline } from './timeline.ts';
import { type Restartable, signal, type Victim } from './victim.ts';

export class Havoc {
  readonly #stack: ChaosStack;
  readonly #timeline: Timeline;
  readonly #victims: ReadonlyMap<string, Victim>;
  /** What each victim goes through at the moment: the next fault waits for it. */
  readonly #busy = new Map<string, Promise<void>>();
  #carriedOut = 0;

  constructor(stack: ChaosStack, timeline: Timeline, seed: number) {
    this.#stack = stack;
    this.#timeline = timeline;
    const random = randomOf(seed);
    const backend = new BackendVictim(stack.postgres, (pids) => random.shuffled(pids)[0]);
    const victims: Victim[] = [...stack.processes.values(), stack.redis, stack.postgres, backend];
    this.#victims = new Map(victims.map((victim) => [victim.name, victim]));
  }

  /** Faults that hit a process. */
  get carriedOut(): number {
    return this.#carriedOut;
  }

  /** Resolves when the last fault is over and everything is up. */
  async run(plan: readonly PlannedFault[]): Promise<void> {
    const startedAt = this.#timeline.now();
    const all: Promise<void>[] = [];
    for (const fault of plan) {
      await delay(Math.max(0, startedAt + fault.atMs - this.#timeline.now()));
      all.push(this.#afterOthers(fault));
    }
    await Promise.all(all);
    await Promise.all([...this.#stack.processes.values()].map((one) => one.up()));
  }

  /** A backend belongs to Postgres: neither is hit while the other is down. */
  #afterOthers(fault: ProcessFault): Promise<void> {
    const victim = fault.kind === 'flush' ? 'redis' : fault.victim === 'backend' ? 'postgres' : fault.victim;
    const work = (this.#busy.get(victim) ?? Promise.resolve()).then(() => this.#carryOut(fault));
    this.#busy.set(victim, work);
    return work;
  }

  async #carryOut(fault: ProcessFault): Promise<void> {
    const began = this.#timeline.now();
    this.#timeline.tell(describeFault(fault));
    await this.#inflict(fault);
    if (isProcessFault(fault)) this.#carriedOut += 1;
    if (fault.kind === 'kill' || fault.kind === 'restart') {
      this.#timeline.tell(`  ${fault.victim} is up again after ${Math.round(this.#timeline.now() - began)} ms`);
    }
  }

  async #inflict(fault: ProcessFault): Promise<void> {
    if (fault.kind === 'flush') return this.#stack.redis.flush();
    const victim = this.#victims.get(fault.victim);
    if (victim === undefined) throw new Error(`there is no ${fault.victim}`);
    if (fault.kind === 'kill') return victim.kill();
    if (fault.kind === 'restart') return (victim as Restartable).restart();
    const pids = await victim.pids();
    signal(pids, 'SIGSTOP');
    await delay(fault.forMs);
    signal(pids, 'SIGCONT');
  }
}
