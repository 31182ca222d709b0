import { parseArgs } from 'node:util';
import { count } from '../lib/options.ts';

export interface BenchOptions {
  /** How long each figure is sustained. */
  readonly seconds: number;
  /** Worker processes. */
  readonly workers: number;
  /** Campaigns, each with a wallet of its own. */
  readonly campaigns: number;
  /** Whole runs, of which the median counts. */
  readonly runs: number;
  /** One part alone, for a look or a profile; null for all. */
  readonly only: 'paced' | 'flood' | 'bare' | null;
  readonly json: boolean;
}

/** @throws Error in one sentence. */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '60' },
      workers: { type: 'string', default: '1' },
      campaigns: { type: 'string', default: '100' },
      runs: { type: 'string', default: '1' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    seconds: count('seconds', values.seconds, 3_600),
    workers: count('workers', values.workers, 16),
    campaigns: count('campaigns', values.campaigns, 1_000),
    runs: count('runs', values.runs, 25),
    only: part(values.only),
    json: values.json,
  };
}

function part(name: string | undefined): BenchOptions['only'] {
  if (name === undefined) return null;
  if (name === 'paced' || name === 'flood' || name === 'bare') return name;
  throw new Error('--only must be paced, flood or bare.');
}
