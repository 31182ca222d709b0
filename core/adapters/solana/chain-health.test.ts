import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Chain, ChainEndpoint, EndpointStatus } from '#core/ports/chain.ts';
import { RpcPeer } from '../../../tests/support/rpc-peer.ts';
import { createChain } from './chain.ts';
import type { EndpointSettings } from './endpoint-settings.ts';

const PATIENT = { timeout: 10_000 };
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function peer(over: Partial<RpcPeer> = {}): Promise<RpcPeer> {
  const started = await Object.assign(new RpcPeer(), over).start();
  open.push(() => started.stop());
  return started;
}

/** For endpoints that will say nothing. */
const IMPATIENT = { timeoutMs: 1_000 };
/** So far behind that it is asked second, whatever the machine is busy with. */
const BEHIND = { slot: 50 };

/** A heartbeat that does not come by itself within a test, unless it is asked for. */
async function connect(
  peers: readonly RpcPeer[],
  { heartbeatMs = 600_000, ...settings }: Partial<EndpointSettings> & { heartbeatMs?: number } = {},
): Promise<Chain> {
  const endpoints = peers.map(({ url }) => ({ url, timeoutMs: 20_000, ...settings }));
  const chain = await createChain({ endpoints, heartbeatMs });
  open.push(() => chain.close());
  await vi.waitUntil(() => chain.status().every(({ standing }) => standing === 'READY'), PATIENT);
  return chain;
}

const height = (endpoint: ChainEndpoint) => endpoint.heights('processed').then(({ blockHeight }) => blockHeight);
const statusOf = (chain: Chain, position: number): EndpointStatus => chain.status()[position] as EndpointStatus;
const ignore = () => undefined;

describe('R-01 fail-over', { timeout: 20_000 }, () => {
  it.each([
    ['says nothing', { silent: true }, 'TIMED_OUT'],
    ['cuts the connection', { cuts: true }, 'UNREACHABLE'],
    ['is busy', { refusal: { status: 429 } }, 'RATE_LIMITED'],
    ['is out of order', { refusal: { status: 502, text: '<html>' } }, 'BAD_ANSWER'],
  ] as const)('reads from the next endpoint where the first %s, and tells why', async (_what, fault, failure) => {
    const [first, second] = [await peer(), await peer({ ...BEHIND, height: 91 })];
    const chain = await connect([first, second], IMPATIENT);
    Object.assign(first, fault);
    expect(await chain.read(height)).toBe(91n);
    expect(statusOf(chain, 0).lastError).toMatchObject({ failure });
  });

  it('reads from the next where the first refuses, and holds nothing against the first', async () => {
    const [first, second] = [await peer(), await peer(BEHIND)];
    const chain = await connect([first, second]);
    second.results['getBlocks'] = [7];
    for (let times = 0; times < 30; times += 1) {
      expect(await chain.read((endpoint) => endpoint.blockSlots(1n, 9n))).toEqual([7n]);
    }
    expect(statusOf(chain, 0)).toMatchObject({ breaker: 'closed', errorRate: 0, lastError: { code: -32005 } });
    expect(chain.best().name).toBe(statusOf(chain, 0).name);
  });

  it('throws the last error when none answers, and what is none of an endpoint’s faults at once', async () => {
    const peers = [await peer(), await peer()];
    const chain = await connect(peers, IMPATIENT);
    for (const one of peers) one.silent = true;
    await expect(chain.read(height)).rejects.toMatchObject({ name: 'EndpointError', failure: 'TIMED_OUT' });
    const asked = peers.map(({ asked: calls }) => calls.length);
    const ours = vi.fn(() => Promise.reject(new RangeError('ours')));
    await expect(chain.read(ours)).rejects.toThrow(RangeError);
    expect(ours).toHaveBeenCalledOnce();
    await expect(chain.read(height, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(peers.map(({ asked: calls }) => calls.length)).toEqual(asked);
  });
});

describe('R-01 the best endpoint', { timeout: 20_000 }, () => {
  it('is the one that fails least where both are equally far, and changes back', async () => {
    const [first, second] = [await peer(), await peer()];
    const chain = await connect([first, second]);
    const [one, other] = chain.witnesses();
    const failOnce = async (at: RpcPeer, endpoint: ChainEndpoint | undefined): Promise<void> => {
      at.refusal = { status: 502 };
      await endpoint?.heights('processed').catch(ignore);
      at.refusal = null;
    };
    await failOnce(first, one);
    await vi.waitUntil(() => chain.best().name === other?.name, PATIENT);
    for (let calls = 0; calls < 20; calls += 1) await one?.heights('processed');
    await failOnce(second, other);
    await vi.waitUntil(() => chain.best().name === one?.name, PATIENT);
  });

  it('is left out while it lags, and its lag is told', async () => {
    const [behind, ahead] = [await peer({ slot: 5_000 }), await peer({ slot: 5_000 })];
    const chain = await connect([behind, ahead], { heartbeatMs: 20 });
    ahead.slot = 5_050;
    await vi.waitUntil(() => statusOf(chain, 0).slotLag === 50n, PATIENT);
    await vi.waitUntil(() => chain.best().name === statusOf(chain, 1).name, PATIENT);
    expect(chain.witnesses()).toHaveLength(2);
  });
});

describe('R-01 the circuit breaker', { timeout: 20_000 }, () => {
  it('leaves an endpoint alone that does not answer, for reads, sends and evidence, until a probe is answered', async () => {
    const [first, second] = [await peer(), await peer()];
    const chain = await connect([first, second], { ...IMPATIENT, heartbeatMs: 50 });
    const [witness] = chain.witnesses();
    first.results['getBlocks'] = [];
    first.silent = true;
    await Promise.all(Array.from({ length: 5 }, () => witness?.heights('finalized').catch(ignore)));
    expect(statusOf(chain, 0)).toMatchObject({ breaker: 'open', lastError: { failure: 'TIMED_OUT' } });

    const before = first.count('sendTransaction') + first.count('getBlocks');
    await chain.broadcast([Uint8Array.of(1)]);
    expect(second.sent).toHaveLength(1);
    await expect(witness?.blockSlots(1n, 2n)).rejects.toMatchObject({ failure: 'HELD_BACK' });
    expect(first.count('sendTransaction') + first.count('getBlocks')).toBe(before);
    // Its silence is nobody's word: the other alone is too few for a verdict, and a quorum is still asked for.
    expect(chain.quorum).toBe(2);

    first.silent = false;
    await vi.waitUntil(() => statusOf(chain, 0).breaker === 'closed', PATIENT);
    expect(await witness?.blockSlots(1n, 2n)).toEqual([]);
  });

  it('opens when callers give up before the time limit, time and again', async () => {
    const first = await peer();
    const chain = await connect([first], IMPATIENT);
    const endpoint = chain.best();
    first.silent = true;
    const give = () => endpoint.heights('processed', AbortSignal.timeout(800)).catch(ignore);
    await Promise.all(Array.from({ length: 5 }, give));
    expect(statusOf(chain, 0).breaker).toBe('open');
    expect(() => chain.best()).toThrow(expect.objectContaining({ code: 'CHAIN_UNAVAILABLE' }));
  });
});

describe('R-01 the rate limit', { timeout: 20_000 }, () => {
  it('is kept on our side: what is over it goes to the other endpoint', async () => {
    const [first, second] = [await peer(), await peer(BEHIND)];
    // What the examination at the start takes is in the burst.
    const chain = await connect([first, second], { requestsPerSecond: 0.001, burst: 5 });
    for (const asked of ['first', 'first', 'second', 'second'])
      expect([asked, await chain.read(height)]).toEqual([asked, 90n]);
    expect([first, second].map((one) => one.count('getEpochInfo'))).toEqual([4, 4]);
    await expect(chain.read(height)).rejects.toMatchObject({ failure: 'HELD_BACK' });
    expect(chain.status()).toMatchObject([{ tokensLeft: 0, breaker: 'closed' }, { tokensLeft: 0 }]);
  });

  it('closes the tap for as long as a 429 asks, and holds nothing against who asks', async () => {
    const [first, second] = [await peer(), await peer(BEHIND)];
    const chain = await connect([first, second]);
    first.refusal = { status: 429, headers: { 'retry-after': '3600' } };
    await chain.read(height);
    first.refusal = null;
    const asked = first.asked.length;
    await chain.read(height);
    expect(first.asked).toHaveLength(asked);
    expect(statusOf(chain, 0)).toMatchObject({ standing: 'READY', breaker: 'closed', errorRate: 0 });
  });
});

describe('R-05 the genesis hash', { timeout: 20_000 }, () => {
  it('is asked again on every reconnect', async () => {
    const turning = await peer();
    const chain = await connect([turning]);
    turning.disconnect();
    turning.genesis = 'chain-b';
    await chain.best().heights('processed').catch(ignore);
    await vi.waitUntil(() => statusOf(chain, 0).standing === 'ANOTHER_CHAIN', PATIENT);
    expect(chain.witnesses()).toEqual([]);
  });

  it('takes an endpoint out whoever it is, so that fewer are left than must agree', async () => {
    const [first, second] = [await peer(), await peer()];
    const chain = await connect([first, second], { heartbeatMs: 20 });
    second.genesis = 'chain-b';
    await vi.waitUntil(() => chain.witnesses().length < chain.quorum, PATIENT);
    first.genesis = 'chain-b';
    await vi.waitUntil(() => chain.witnesses().length === 0, PATIENT);
    await expect(chain.read(height)).rejects.toMatchObject({ code: 'CHAIN_UNAVAILABLE' });
  });
});

describe('R-01 what an admin sees', { timeout: 20_000 }, () => {
  it('is each endpoint’s state, without its key', async () => {
    const [first, second] = [await peer(), await peer({ genesis: 'chain-b' })];
    const chain = await createChain({
      endpoints: [{ url: first.url, requestsPerSecond: 10 }, { url: second.url }],
      expectedGenesis: (await connect([first])).genesisHash,
    });
    open.push(() => chain.close());
    expect(chain.status()).toEqual([
      {
        ...{ name: chain.best().name, standing: 'READY', breaker: 'closed', errorRate: 0, slotLag: 0n },
        latencyMs: { p50: expect.any(Number), p95: expect.any(Number) },
        ...{ finalizedHeight: 90n, tokensLeft: expect.any(Number), lastError: null },
      },
      expect.objectContaining({ standing: 'ANOTHER_CHAIN', tokensLeft: null }),
    ]);
    expect(JSON.stringify(chain.status(), (_key, value) => String(value))).not.toContain('secret-key');
  });
});
