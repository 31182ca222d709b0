import { setTimeout as sleep } from 'node:timers/promises';

/** For what was connected to come to rest, and rubbish to be collected. */
const REST_MS = 5_000;

/** What each socket added to a process, whose resident bytes were `before` when there were none. */
export async function kibibytesPerSocket(sockets: number, before: number, resident: () => number): Promise<number> {
  await sleep(REST_MS);
  return Math.round(((resident() - before) / 1024 / sockets) * 10) / 10;
}
