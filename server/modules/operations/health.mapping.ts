/** The installation's health on its way to the wire. */
import { isSilent } from '#core/domain/health/process.ts';
import type { SystemHealth as DomainHealth } from '#core/usecases/health/read-system-health.ts';
import type { BreakerState, EndpointHealth, ProcessHealth, SystemHealth } from './health.types.ts';

const PERMILLE = 1_000;

const toProcess = (process: DomainHealth['processes'][number]): ProcessHealth => ({
  ...process,
  kind: process.kind === 'worker' ? 'WORKER' : 'SERVER',
  silent: isSilent(process),
  cpu: process.cpuPermille / PERMILLE,
  work: Object.entries(process.work).map(([queue, work]) => ({ queue, ...work })),
});

const toEndpoint = ({ breaker, latencyMs, lastError, ...rest }: DomainHealth['endpoints'][number]): EndpointHealth => ({
  ...rest,
  breaker: breaker.toUpperCase().replace('-', '_') as BreakerState,
  latencyP50Ms: latencyMs?.p50 ?? null,
  latencyP95Ms: latencyMs?.p95 ?? null,
  lastError: lastError?.failure ?? null,
});

export const toSystemHealth = ({
  queues,
  processes,
  endpoints,
  highest,
  quorum,
  ...parts
}: DomainHealth): SystemHealth => ({
  ...parts,
  queues: [...queues],
  processes: processes.map(toProcess),
  endpoints: endpoints.map(toEndpoint),
  chain: { ...highest, quorum },
});
