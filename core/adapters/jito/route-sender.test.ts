import { describe, expect, it } from 'vitest';
import { createRpcSender } from '#core/adapters/solana/rpc-sender.ts';
import { JITO_HEAD_START_MS, type Route } from '#core/domain/execution/route.ts';
import type { AttemptId } from '#core/domain/ids.ts';
import type { BlockEngine } from '#core/ports/block-engine.ts';
import type { Outgoing } from '#core/ports/sender.ts';
import { createRouteSender } from './route-sender.ts';

const outgoing = (route: Route, ageMs: number): Outgoing => ({
  attemptId: `${route}-${ageMs}` as AttemptId,
  raw: Buffer.from(`${route}-${ageMs}`),
  route,
  ageMs,
});

const YOUNG = 0;
const OLD = JITO_HEAD_START_MS;
const ALL = (['RPC', 'JITO_ONLY', 'JITO_THEN_RPC'] as const).flatMap((route) => [
  outgoing(route, YOUNG),
  outgoing(route, OLD),
]);

const textOf = (raws: readonly Uint8Array[]): string[] => raws.map((raw) => Buffer.from(raw).toString());

/** Where bytes went. */
function ways() {
  const [rpcSaw, engineSaw]: [string[], string[]] = [[], []];
  const rpc = createRpcSender({ broadcast: async (raws) => void rpcSaw.push(...textOf(raws)) });
  const blockEngine: BlockEngine = {
    submit: async (raws) => void engineSaw.push(...textOf(raws)),
    close: () => undefined,
  };
  return { rpc, blockEngine, rpcSaw, engineSaw };
}

describe('R-03 the way of signed bytes', () => {
  it('keeps JITO_ONLY from the endpoints for ever, and JITO_THEN_RPC for the head start', async () => {
    const { rpc, blockEngine, rpcSaw, engineSaw } = ways();
    await createRouteSender({ rpc, blockEngine }).send(ALL);
    expect(rpcSaw).toEqual([`RPC-${YOUNG}`, `RPC-${OLD}`, `JITO_THEN_RPC-${OLD}`]);
    expect(engineSaw).toEqual([
      `JITO_ONLY-${YOUNG}`,
      `JITO_ONLY-${OLD}`,
      `JITO_THEN_RPC-${YOUNG}`,
      `JITO_THEN_RPC-${OLD}`,
    ]);
  });

  it('shows JITO_ONLY to nobody where the block engine was taken away', async () => {
    const { rpc, rpcSaw } = ways();
    await createRouteSender({ rpc, blockEngine: null }).send(ALL);
    expect(rpcSaw).toEqual([`RPC-${YOUNG}`, `RPC-${OLD}`, `JITO_THEN_RPC-${OLD}`]);
  });
});
