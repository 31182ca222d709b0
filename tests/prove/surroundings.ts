/** What the processes of an installation see of the world they stand in. */
import type { Voice } from './endpoint.ts';
import type { JobBox } from './job-box.ts';
import type { Judge } from './judge.ts';
import type { People } from './people.ts';
import type { Taker } from './ports.ts';
import type { Scheduler } from './scheduler.ts';
import type { Database } from './stores/rows.ts';

export interface Surroundings {
  readonly scheduler: Scheduler;
  readonly db: Database;
  readonly box: JobBox;
  readonly people: People;
  readonly judge: Judge;
  readonly voices: readonly Voice[];
  readonly nodes: readonly Taker[];
  readonly blockEngine: Taker;
  /** Whether any attempt lives. */
  readonly isAnythingLive: boolean;
  newId<Id extends string>(): Id;
}
