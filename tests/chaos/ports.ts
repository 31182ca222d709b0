/** Ports that nothing else takes while their owner is down: below those the system hands out to connections. */
import { assertPortFree } from '../../scripts/lib/ports.mjs';

const LEAST = 20_000;
const MOST = 32_000;
const LOOPBACK = '127.0.0.1';

/** The first of `count` free ports in a row. */
export async function stablePort(count = 1): Promise<number> {
  for (;;) {
    const first = LEAST + Math.floor(Math.random() * (MOST - LEAST));
    const wanted = Array.from({ length: count }, (_, index) => first + index);
    const free = await Promise.allSettled(wanted.map((port) => assertPortFree(LOOPBACK, port)));
    if (free.every(({ status }) => status === 'fulfilled')) return first;
  }
}
