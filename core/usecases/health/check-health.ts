/** Whether this process can serve, part by part (O-04). */
import type { PartName, Probe } from '#core/ports/probe.ts';

export type PartState = 'up' | 'down';

export interface Health {
  /** `ready`: all parts are up. `degraded`: what is essential is. `unavailable`: nothing can be served. */
  readonly status: 'ready' | 'degraded' | 'unavailable';
  readonly parts: Readonly<Record<string, { readonly state: PartState; readonly ms: number }>>;
}

/** A part that has not answered within this time counts as down. */
const PATIENCE_MS = 2_000;

type Checked = readonly [PartName, { readonly state: PartState; readonly ms: number }];

async function check(probe: Probe): Promise<Checked> {
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${probe.name} is silent`)), PATIENCE_MS);
  });
  const state = await Promise.race([probe.check(), late]).then(
    () => 'up' as const,
    () => 'down' as const,
  );
  clearTimeout(timer);
  return [probe.name, { state, ms: Math.round(performance.now() - started) }];
}

/** Asks every part at once. Why one is down is not told: the answer is public. */
export async function checkHealth(probes: readonly Probe[]): Promise<Health> {
  const parts = Object.fromEntries(await Promise.all(probes.map(check)));
  const isDown = ({ name }: Probe): boolean => parts[name]?.state === 'down';
  const down = probes.filter(isDown);
  if (down.length === 0) return { status: 'ready', parts };
  return { status: down.some(({ essential }) => essential) ? 'unavailable' : 'degraded', parts };
}
