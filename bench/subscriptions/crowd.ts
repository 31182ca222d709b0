/** All the sockets of a measurement, over a few processes, so that the clients are not what is measured. */
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from '../lib/children.ts';
import type { ClientsOrder, ClientsSaid } from './clients.ts';

const CLIENTS = fileURLToPath(new URL('./clients.ts', import.meta.url));
const PROCESSES = 2;

export interface Crowd {
  /** When the last socket got the next message, and the message. */
  received(): Promise<{ readonly at: number; readonly text: string }>;
  stop(): Promise<void>;
}

/** Resolves when all are connected. */
export async function gatherCrowd({ sockets, ...order }: ClientsOrder): Promise<Crowd> {
  const shares = Array.from({ length: PROCESSES }, (_, index) => Math.floor((sockets + index) / PROCESSES));
  const children = shares
    .filter((share) => share > 0)
    .map((share): Child<ClientsSaid> => startChild(CLIENTS, { ...order, sockets: share }));
  const stop = async (): Promise<void> => void (await Promise.all(children.map((child) => child.stop())));
  try {
    for (const child of children) await child.next();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    async received() {
      const all = await Promise.all(children.map((child) => child.next()));
      const last = all.flatMap((said) => (said.type === 'received' ? [said] : []));
      return { at: Math.max(...last.map(({ at }) => at)), text: last[0]?.text ?? '' };
    },
    stop,
  };
}
