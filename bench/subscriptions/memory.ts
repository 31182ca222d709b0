import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessUsage } from '../lib/processes.ts';

/** For what was connected to come to rest, and rubbish to be collected. */
const REST_MS = 5_000;

/** What each socket added to a process, since there were none. */
export async function kibibytesPerSocket(sockets: number, before: ProcessUsage, usage: () => ProcessUsage) {
  await sleep(REST_MS);
  return Math.round(((usage().residentBytes - before.residentBytes) / 1024 / sockets) * 10) / 10;
}
