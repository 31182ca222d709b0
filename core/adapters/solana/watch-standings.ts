/** Examines each endpoint of a pool again and again, on its own: a silent one holds up no other. */
import { setTimeout as delay } from 'node:timers/promises';
import type { GenesisHash } from '#core/domain/ids.ts';
import type { EndpointStanding } from '#core/ports/chain.ts';
import { examine, isReady, type Member } from './member.ts';

export interface Examination {
  /** Whose chain it has to be of; null while that is not known. */
  readonly genesisHash: GenesisHash | null;
  /** Told when an endpoint's standing changes; its name is fit for logs. */
  readonly onStanding: (endpoint: string, standing: EndpointStanding) => void;
}

export interface Watch extends Examination {
  readonly heartbeatMs: number;
}

/** Between two examinations, whatever happens: an endpoint that closes every connection reconnects with every call. */
const LEAST_PAUSE_MS = 100;

export async function examineAndTell(
  member: Member,
  members: readonly Member[],
  { genesisHash, onStanding }: Examination,
  signal: AbortSignal,
): Promise<void> {
  const before = member.standing;
  await examine(member, members, genesisHash, signal);
  if (member.standing !== before) onStanding(member.endpoint.name, member.standing);
}

/** Every heartbeat, soon after a reconnect, and while an endpoint is away at growing distances. Ends with the signal. */
export async function watchStandings(members: readonly Member[], watch: Watch, signal: AbortSignal): Promise<void> {
  await Promise.all(members.map((member) => watchOne(member, members, watch, signal)));
}

async function watchOne(member: Member, members: readonly Member[], watch: Watch, signal: AbortSignal): Promise<void> {
  const doubt = createDoubt(member, signal);
  const leastMs = Math.min(LEAST_PAUSE_MS, watch.heartbeatMs);
  let awayMs = leastMs;
  while (!signal.aborted) {
    await pause(leastMs, signal);
    await doubt.orAfter((isReady(member) ? watch.heartbeatMs : awayMs) - leastMs);
    if (signal.aborted) return;
    await examineAndTell(member, members, watch, signal);
    // Connections made by the examination itself: who it is was asked last.
    doubt.lift();
    awayMs = isReady(member) ? leastMs : Math.min(watch.heartbeatMs, 2 * awayMs);
  }
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  delay(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);

/** Whether a member has been in doubt since that was last lifted. */
function createDoubt(member: Member, stop: AbortSignal) {
  let raised = new AbortController();
  const raise = (): void => raised.abort();
  member.onDoubt = raise;
  stop.addEventListener('abort', raise, { once: true });
  return {
    lift() {
      raised = new AbortController();
    },
    orAfter: (milliseconds: number) => pause(Math.max(0, milliseconds), raised.signal),
  };
}
