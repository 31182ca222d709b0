import { parseArgs } from 'node:util';
import { count } from '../lib/options.ts';

export interface ApiOptions {
  /** How long each figure is taken. */
  readonly seconds: number;
  /** List queries a second while the engine trades. */
  readonly queries: number;
  /** Mutations a second besides. */
  readonly mutations: number;
  /** Requests at once where it is asked for as much as it serves. */
  readonly concurrency: number;
  /** Whole runs, of which the median counts. */
  readonly runs: number;
  readonly json: boolean;
}

/** @throws Error in one sentence */
export function readApiOptions(args: readonly string[]): ApiOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '30' },
      queries: { type: 'string', default: '20' },
      mutations: { type: 'string', default: '2' },
      concurrency: { type: 'string', default: '32' },
      runs: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    seconds: count('seconds', values.seconds, 3_600),
    queries: count('queries', values.queries, 10_000),
    mutations: count('mutations', values.mutations, 10_000),
    concurrency: count('concurrency', values.concurrency, 1_000),
    runs: count('runs', values.runs, 25),
    json: values.json,
  };
}
