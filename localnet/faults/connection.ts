import { setTimeout as sleep } from 'node:timers/promises';
import { RpcError } from '../rpc/rpc-error.ts';
import { TransportFault } from '../rpc/transport-fault.ts';
import type { Effect, EffectOf, Phase } from './rule.ts';

/** Does what the effects want done to the connection in this phase: waits, or throws what ends the call. */
export async function disturb(effects: readonly Effect[], phase: Phase, random: () => number): Promise<void> {
  for (const effect of effects) {
    if (effect.kind === 'delay' && effect.phase === phase)
      await sleep(effect.ms + Math.floor(random() * effect.jitterMs));
    const end = endOf(effect, phase);
    if (end !== null) throw end;
  }
}

function endOf(effect: Effect, phase: Phase): Error | null {
  switch (effect.kind) {
    case 'drop':
      return effect.phase === phase ? new TransportFault('dropped', (response) => response.destroy()) : null;
    case 'timeout':
      // The connection stays open until the caller gives up or the server stops.
      return effect.phase === phase ? new TransportFault('timed out', () => undefined) : null;
    case 'rate-limit':
      return phase === 'before' ? rateLimited(effect) : null;
    case 'error':
      return effect.phase === phase ? new RpcError(effect.code, effect.message) : null;
    default:
      return null;
  }
}

function rateLimited({ retryAfter }: EffectOf<'rate-limit'>): TransportFault {
  return new TransportFault('rate limited', (response) => {
    const body = JSON.stringify({ jsonrpc: '2.0', error: { code: 429, message: 'Too many requests' } });
    response.writeHead(429, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'retry-after': String(retryAfter),
    });
    response.end(body);
  });
}
