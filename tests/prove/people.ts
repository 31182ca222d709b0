/** What people do to a campaign while its trades are on their way; each is one transaction, under the locks that exclude signing. */
import { counter, hit } from './coverage.ts';
import type { Decisions } from './decisions.ts';
import { walletId } from './market.ts';
import type { Plan } from './plan.ts';
import type { Scheduler } from './scheduler.ts';
import type { Database } from './stores/rows.ts';
import { cancelUnsigned, setCampaign, setGuard } from './stores/scans.ts';

const DEED = {
  pause: counter('people pause'),
  resume: counter('people resume'),
  edit: counter('people edit'),
  stop: counter('people stop'),
  halt: counter('people halt'),
  rearm: counter('people rearm'),
};

export class People {
  readonly #scheduler: Scheduler;
  readonly #decisions: Decisions;
  readonly #db: Database;
  readonly #plan: Plan;

  constructor(scheduler: Scheduler, decisions: Decisions, db: Database, plan: Plan) {
    this.#scheduler = scheduler;
    this.#decisions = decisions;
    this.#db = db;
    this.#plan = plan;
  }

  doSomething(): void {
    const deed = this.#decisions.below(8);
    if (deed < 2) this.#setRunning(false);
    else if (deed < 5) this.#setRunning(true);
    else if (deed === 5) this.#edit();
    else if (deed === 6) this.#haltOrRearm();
    else this.#stop();
  }

  #done(deed: keyof typeof DEED): void {
    hit(DEED[deed]);
    this.#scheduler.say(`people ${deed}`);
  }

  #setRunning(running: boolean): void {
    this.#done(running ? 'resume' : 'pause');
    setCampaign(this.#plan.campaign, this.#plan.run, running);
  }

  #edit(): void {
    this.#done('edit');
    this.#plan.campaign.generation += 1n;
  }

  #stop(): void {
    const { campaign, run } = this.#plan;
    if (run.status !== 'RUNNING' && run.status !== 'PAUSED') return;
    this.#done('stop');
    campaign.generation += 1n;
    campaign.status = 'ACTIVE';
    run.status = 'STOPPING';
    cancelUnsigned(this.#db, run);
  }

  /** What is done for a stopping run besides, each second: what died after the stop is not signed again. */
  finishStop(): void {
    const { run } = this.#plan;
    if (run.status === 'STOPPING' && !this.#scheduler.postgresDown) cancelUnsigned(this.#db, run);
  }

  #haltOrRearm(): void {
    const halted = this.#db.guards.find(({ state }) => state === 'HALTED');
    this.#done(halted === undefined ? 'halt' : 'rearm');
    if (halted !== undefined) halted.state = 'ACTIVE';
    else if (this.#decisions.below(2) === 1) setGuard(this.#db, 'PLATFORM', '', 'HALTED');
    else setGuard(this.#db, 'WALLET', walletId(this.#decisions.below(2)), 'HALTED');
  }

  /** Nobody holds anything back any more. */
  letGo(): void {
    for (const guard of this.#db.guards) guard.state = 'ACTIVE';
    if (this.#plan.run.status === 'PAUSED') this.#setRunning(true);
  }
}
