import { afterEach, describe, expect, it, vi } from 'vitest';
import type { GenesisHash } from '#core/domain/ids.ts';
import type { Chain } from '#core/ports/chain.ts';
import { RpcPeer } from '../../../tests/support/rpc-peer.ts';
import { type ChainOptions, createChain } from './chain.ts';

const PATIENT = { timeout: 10_000 };
const open: { stop(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.stop();
});

const fake = async (over: Partial<RpcPeer> = {}): Promise<RpcPeer> => {
  const endpoint = await Object.assign(new RpcPeer(), over).start();
  open.push(endpoint);
  return endpoint;
};

async function connect(endpoints: RpcPeer[], options: Partial<ChainOptions> = {}): Promise<Chain> {
  const settings = endpoints.map(({ url }) => ({ url, timeoutMs: 1_000 }));
  const chain = await createChain({ endpoints: settings, heartbeatMs: 20, ...options });
  open.push({ stop: () => void chain.close() });
  return chain;
}

const namesOf = (chain: Chain): string[] => chain.witnesses().map(({ name }) => name);

describe('R-01 endpoints as one chain', { timeout: 20_000 }, () => {
  it('wants two to agree where two are configured, and starts with the one that answers', async () => {
    const [silent, honest] = [await fake({ silent: true }), await fake()];
    const chain = await connect([silent, honest]);
    expect([chain.genesisHash, chain.quorum, namesOf(chain).length]).toEqual(['chain-a', 2, 1]);
    silent.silent = false;
    await vi.waitUntil(() => namesOf(chain).length === 2, PATIENT);
  });

  it('gives up in one sentence when none answers', async () => {
    await expect(connect([await fake({ silent: true })], { connectTimeoutMs: 100 })).rejects.toMatchObject({
      code: 'CHAIN_UNAVAILABLE',
    });
  });

  it('refuses to start against another chain than the stored one', async () => {
    const stored = { expectedGenesis: 'chain-b' as GenesisHash };
    await expect(connect([await fake()], stored)).rejects.toThrow('belongs to the chain chain-b');
  });

  it('refuses to start with endpoints of two chains', async () => {
    await expect(connect([await fake(), await fake({ genesis: 'chain-b' })])).rejects.toThrow('names two chains');
  });

  it('R-05 does not believe an endpoint that turns to another chain', async () => {
    const [turning, honest] = [await fake(), await fake()];
    const chain = await connect([turning, honest]);
    turning.genesis = 'chain-b';
    await vi.waitUntil(() => namesOf(chain).length === 1, PATIENT);
    expect(chain.best().name).toBe(namesOf(chain)[0]);
    turning.genesis = 'chain-a';
    await vi.waitUntil(() => namesOf(chain).length === 2, PATIENT);
  });

  it('does not believe an endpoint whose finalized height goes back, or is below the stored one', async () => {
    const endpoint = await fake();
    const chain = await connect([endpoint]);
    endpoint.height = 81;
    await vi.waitUntil(() => namesOf(chain).length === 0, PATIENT);
    expect(() => chain.best()).toThrow(expect.objectContaining({ code: 'CHAIN_UNAVAILABLE' }));
    endpoint.height = 91;
    await vi.waitUntil(() => namesOf(chain).length === 1, PATIENT);
    await expect(connect([await fake()], { finalizedHeightFloor: 99n, connectTimeoutMs: 100 })).rejects.toMatchObject({
      code: 'CHAIN_UNAVAILABLE',
    });
  });

  it('leaves an endpoint in whose nodes are not equally far', async () => {
    const standings: string[] = [];
    const onStanding: ChainOptions['onStanding'] = (_endpoint, standing) => standings.push(standing);
    const endpoint = await fake();
    const chain = await connect([endpoint], { onStanding });
    endpoint.height = 82;
    await endpoint.examined(3);
    expect([namesOf(chain).length, standings]).toEqual([1, ['READY']]);
    expect(chain.highest().blockHeight).toBe(90n);
  });

  it('R-05 is not told where it is by an endpoint of another chain, before or after it turns', async () => {
    const [other, turning, honest] = [await fake({ silent: true }), await fake(), await fake()];
    const chain = await connect([other, turning, honest]);
    await vi.waitUntil(() => namesOf(chain).length === 2, PATIENT);
    Object.assign(other, { genesis: 'chain-b', slot: 9_000, height: 8_000, silent: false });
    await other.examined(2);
    expect(chain.highest()).toEqual({ slot: 100n, blockHeight: 90n });
    Object.assign(turning, { slot: 7_000, height: 6_000 });
    await vi.waitUntil(() => chain.highest().slot === 7_000n, PATIENT);
    turning.genesis = 'chain-b';
    await vi.waitUntil(() => namesOf(chain).length === 1, PATIENT);
    expect(chain.highest()).toEqual({ slot: 100n, blockHeight: 90n });
  });

  it('reads from the endpoint that is furthest, and remembers the highest anybody showed', async () => {
    const [behind, ahead] = [await fake(), await fake({ slot: 105, height: 95 })];
    const chain = await connect([behind, ahead]);
    await vi.waitUntil(() => namesOf(chain).length === 2, PATIENT);
    expect(chain.best().name).toMatch(/\(2\)$/);
    expect(chain.highest()).toEqual({ slot: 105n, blockHeight: 95n });
  });

  it('gives bytes to every endpoint, and takes no refusal to heart', async () => {
    const endpoints = [await fake(), await fake()];
    const chain = await connect(endpoints);
    await vi.waitUntil(() => namesOf(chain).length === 2, PATIENT);
    await chain.broadcast([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
    expect(endpoints.map(({ sent }) => sent)).toEqual([
      ['AQID', 'BA=='],
      ['AQID', 'BA=='],
    ]);
  });

  it('names no key in an error, and keeps to its time limit and its caller', async () => {
    const endpoint = await fake();
    const chain = await connect([endpoint]);
    const best = chain.best();
    await expect(best.send(Uint8Array.of(1))).rejects.toMatchObject({ name: 'EndpointError', failure: 'REFUSED' });
    await expect(best.block(1n)).rejects.toMatchObject({ failure: 'REFUSED', code: -32005 });
    endpoint.silent = true;
    await expect(best.heights('finalized')).rejects.toThrow(/^http:\/\/127\.0\.0\.1:\d+\/… \(1\): no answer in time$/);
    const caller = new AbortController();
    const asked = best.heights('finalized', caller.signal);
    caller.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });
});
