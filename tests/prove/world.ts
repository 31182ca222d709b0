/** One schedule: a chain, a database, a queue, an installation, people; what disturbs them for a while, and how they come to rest. */
import { min } from '#core/domain/money.ts';
import { counter, hit } from './coverage.ts';
import type { Decisions } from './decisions.ts';
import { Voice } from './endpoint.ts';
import { Installation } from './installation.ts';
import { JobBox } from './job-box.ts';
import { Judge } from './judge.ts';
import { SimNode } from './node.ts';
import { People } from './people.ts';
import { BEGINS_AT, emptyDatabase, openingBalances, type Plan, planWork } from './plan.ts';
import type { Taker } from './ports.ts';
import { Scheduler } from './scheduler.ts';
import { FINAL_AFTER, SimChain } from './sim-chain.ts';
import type { Database } from './stores/rows.ts';
import type { Surroundings } from './surroundings.ts';

const SLOT_MS = 400;
const STEP_MS = 25;
/** Turns of coming to rest: far more than any schedule takes. */
const MOST_TURNS = 600;

const LEAP = counter('fault time leaps');
const EDGE = counter('fault time leaps to where something expires');

export class World implements Surroundings {
  readonly scheduler: Scheduler;
  readonly chain: SimChain;
  readonly judge: Judge;
  readonly db: Database;
  readonly box: JobBox;
  readonly people: People;
  readonly voices: readonly Voice[];
  readonly nodes: readonly SimNode[];
  readonly blockEngine: Taker;
  finished = false;
  readonly #decisions: Decisions;
  readonly #installation: Installation;
  readonly #firstTip: number;
  /** Behind each address stand nodes that are not equally far: what was signed by one expires at once for another. */
  readonly #uneven: boolean;
  /** The one endpoint loses its newest blocks, and its status cache forgets what was in them. */
  readonly #forgetful: boolean;
  /** Steps that are still disturbed. */
  #disturbed: number;
  /** Steps at the beginning in which all goes well, so that trouble meets what is already on its way. */
  #smooth: number;
  /** Turns of coming to rest in which endpoints are still wrong: lies do not end by themselves. */
  readonly #wrongFor: number;
  #turns = 0;
  #ids = 0;

  constructor(decisions: Decisions, trace: string[] | null = null) {
    this.#decisions = decisions;
    const kind = decisions.below(32);
    this.#uneven = kind === 15;
    this.#forgetful = kind === 14;
    this.scheduler = new Scheduler(decisions, trace);
    this.scheduler.now = BEGINS_AT;
    this.chain = new SimChain(decisions, openingBalances(decisions));
    this.#firstTip = this.chain.tip;
    this.judge = new Judge(this.chain, this.scheduler);
    this.box = new JobBox(decisions);
    this.nodes = this.#makeNodes();
    this.voices = this.nodes.map((node) => new Voice(this.chain, node));
    this.blockEngine = new SimNode(this.chain, decisions, 9, false);
    const plan = planWork(decisions);
    this.db = emptyDatabase(() => this.scheduler.now, this.judge, plan.intents);
    this.judge.watch(this.db);
    this.people = new People(this.scheduler, decisions, this.db, plan);
    this.#installation = new Installation(this, decisions);
    this.#disturbed = 40 + decisions.below(40);
    this.#wrongFor = decisions.pick([0, 0, 0, 0, 0, 0, 0, 5]);
    this.#smooth = decisions.pick([0, 0, 4, 9]);
    const jobs = plan.intents.map(({ id, fence }) => ({ intentId: id, fence }));
    this.box.put(jobs);
    if (trace !== null) this.#introduce(plan);
  }

  #makeNodes(): SimNode[] {
    const alone = this.#decisions.below(4);
    const count = alone === 3 || this.#forgetful || (this.#uneven && alone > 0) ? 1 : 2;
    // The one that lies, if there are two and one does.
    const liar = count === 2 ? this.#decisions.pick([2, 2, 0, 1]) : 2;
    return Array.from({ length: count }, (_, index) => {
      const node = new SimNode(this.chain, this.#decisions, index, index === liar);
      if (this.#uneven) node.uneven();
      return node;
    });
  }

  #introduce({ intents }: Plan): void {
    for (const { name, lag, jitter, lies } of this.nodes) {
      const honesty = lies === null ? 'honest' : `lies: ${JSON.stringify(lies)}`;
      this.scheduler.say(`${name} lags ${lag} slots, ${jitter} more at times, and is ${honesty}`);
    }
    for (const { id, kind, wallet, feePayer, route, campaign, signatureBudget, notAfter } of intents) {
      const source = campaign === null ? '' : ' in the campaign';
      const terms = `${signatureBudget} signatures, until ${notAfter / 1_000} s`;
      this.scheduler.say(`${id}: ${kind} by ${wallet.id}, paid by ${feePayer.id}, ${route}${source}; ${terms}`);
    }
  }

  newId<Id extends string>(): Id {
    this.#ids += 1;
    return `n${this.#ids}` as Id;
  }

  get rpcFaults(): number {
    return this.nodes.reduce((sum, { faults }) => sum + faults, this.scheduler.rpcFaults);
  }

  get isAnythingLive(): boolean {
    return this.db.attempts.some(({ state }) => state === 'LIVE');
  }

  /** One step. Whatever it sets free runs before the next, which is to be taken in another turn of the event loop. */
  step(): void {
    if (this.#smooth > 0) {
      this.#smooth -= 1;
      this.#goSmoothly();
    } else if (this.#disturbed > 0) {
      this.#disturbed -= 1;
      this.#disturb();
    } else if (this.scheduler.calm) this.#rest();
    else this.#calmDown();
  }

  #goSmoothly(): void {
    this.scheduler.calm = true;
    this.#installation.beginNext();
    this.#passTime(SLOT_MS);
    this.scheduler.calm = false;
  }

  /** In a thousand steps: how many go on, and how many get in the way. */
  #disturb(): void {
    this.#passTime(STEP_MS);
    const choice = this.#decisions.below(1_000);
    if (choice < 730) this.#goOn();
    else if (choice < 825) this.#leap();
    else if (choice < 867) this.#installation.kill();
    else if (choice < 902) this.#installation.pauseOrWake();
    else if (choice < 927) this.people.doSomething();
    else if (choice < 942) this.box.disturb();
    else if (choice < 957) this.chain.reorg(1 + this.#decisions.below(FINAL_AFTER));
    else if (choice < 982) this.#network();
    else if (choice < 990) this.scheduler.setPostgres(!this.scheduler.postgresDown);
    else this.#installation.outOfTime();
  }

  #goOn(): void {
    const begins = this.#decisions.below(4) === 3;
    if (!begins && this.scheduler.advance()) return;
    if (!this.#installation.beginNext() && begins) this.scheduler.advance();
  }

  #leap(): void {
    hit(LEAP);
    const size = this.#decisions.below(64);
    if (this.#forgetful && size % 3 === 2) {
      for (const node of this.nodes) node.hole = { from: this.chain.tip - 60, to: this.chain.tip };
      this.#passTime(400 * SLOT_MS);
      return;
    }
    if (size % (this.#uneven ? 2 : 8) === 1) {
      this.#leapToEdge();
      return;
    }
    const long = size < 53 ? 12 : size < 61 ? 40 : size < 62 ? 170 : 400;
    // What is signed on a blockhash that has expired by then is of little interest.
    const slots = size < 40 || (!this.isAnythingLive && size % 4 > 0) ? 2 + (size % 4) : long;
    this.scheduler.say(`${slots} slots pass`);
    this.#passTime(slots * SLOT_MS);
  }

  /** To the moment when blocks become final around the last one that could hold some live transaction. */
  #leapToEdge(): void {
    const live = this.db.attempts.filter(({ state }) => state === 'LIVE');
    const one = live[this.#decisions.below(Math.max(1, live.length))];
    if (one === undefined) return;
    hit(EDGE);
    const height =
      this.chain.lastHeightOf(one.attempt.raw) - 1 + this.#decisions.pick([0, 1, 2, 12, this.#uneven ? 40 : 0]);
    const slots = this.chain.slotOfHeight(height) + FINAL_AFTER - this.chain.tip;
    this.scheduler.say(`${slots} slots pass, to where ${one.intent.id} expires`);
    if (this.#uneven) for (const node of this.nodes) node.jitter = this.#decisions.pick([0, 90]);
    if (slots > 0) this.#passTime(slots * SLOT_MS);
  }

  #network(): void {
    const node = this.nodes[this.#decisions.below(this.nodes.length)];
    if (node === undefined) return;
    const trouble = this.#decisions.below(4);
    if (trouble < 2) node.silent = !node.silent;
    else if (trouble === 2) node.lag = this.#decisions.pick([0, 5, 12, 60]);
    else node.hole = { from: this.chain.tip - 10 - this.#decisions.below(200), to: this.chain.tip };
    this.scheduler.say(
      `${node.name}: ${node.silent ? 'silent' : 'answers'}, lags ${node.lag}, ${node.hole === null ? '' : 'has lost blocks'}`,
    );
  }

  #passTime(milliseconds: number): void {
    const { scheduler, chain } = this;
    scheduler.now += milliseconds;
    const slots = Math.floor(scheduler.now / SLOT_MS) - (chain.tip - this.#firstTip);
    if (slots > 0) chain.advance(slots, scheduler.calm);
  }

  #calmDown(): void {
    this.scheduler.say('faults stop');
    this.scheduler.calm = true;
    this.box.calm = true;
    this.scheduler.postgresDown = false;
    for (const node of this.nodes) node.heal();
    if (this.#wrongFor === 0) this.#mend();
    this.#installation.wakeAll();
    this.people.letGo();
  }

  /** What an endpoint was wrong about is found out, and what processes have heard from it is forgotten. */
  #mend(): void {
    for (const node of this.nodes) node.mend();
    this.#installation.forget();
  }

  /** One turn of coming to rest: nothing is in the way any more. */
  #rest(): void {
    this.#turns += 1;
    if (this.#turns === MOST_TURNS) this.#end();
    else if (this.scheduler.advanceAll()) return;
    else if (this.#installation.isBusy) this.#passTime(1_000);
    else if (this.#isSettled()) this.#end();
    else {
      if (this.#turns > this.#wrongFor && this.nodes.some(({ isWrong }) => isWrong)) this.#mend();
      this.#installation.beginCalmly();
      this.#passTime(SLOT_MS * this.#slotsToRest());
    }
  }

  /** Until what landed is final, and else until the next live transaction can be known to be dead. */
  #slotsToRest(): number {
    const bounds = this.db.attempts.flatMap(({ state, attempt }) =>
      state === 'LIVE' ? [attempt.bounds.deathBound] : [],
    );
    if (bounds.length === 0) return 60;
    const next = this.chain.slotOfHeight(Number(bounds.reduce(min)) + 1) + FINAL_AFTER + 2 - this.chain.tip;
    return this.#turns % 2 === 0 || next <= 0 ? FINAL_AFTER + 8 : next;
  }

  #isSettled(): boolean {
    return !this.isAnythingLive && this.db.intents.every(({ state }) => state !== 'PENDING');
  }

  #end(): void {
    this.finished = true;
    // Whoever still has old bytes uses them now, and the chain comes to rest.
    for (const { attempt } of this.db.attempts) this.chain.receive(attempt.raw);
    this.chain.advance(FINAL_AFTER + 8, true);
    this.chain.advance(FINAL_AFTER + 8, true);
    this.judge.conclude();
  }
}
