import { parseArgs } from 'node:util';
import { count } from '../lib/options.ts';

export interface SubscriptionOptions {
  /** How many sockets follow the campaign, one size after the other. */
  readonly sockets: readonly number[];
  /** Events of which the median counts. */
  readonly events: number;
  /** Whole runs, of which the median counts. */
  readonly runs: number;
  readonly json: boolean;
}

/** @throws Error in one sentence */
export function readSubscriptionOptions(args: readonly string[]): SubscriptionOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sockets: { type: 'string', default: '1000,5000' },
      events: { type: 'string', default: '40' },
      runs: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    sockets: values.sockets.split(',').map((size) => count('sockets', size, 50_000)),
    events: count('events', values.events, 10_000),
    runs: count('runs', values.runs, 25),
    json: values.json,
  };
}
