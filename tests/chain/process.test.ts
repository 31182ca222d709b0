import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { Connection } from '@solana/web3.js';
import { expect, test } from 'vitest';
import { GENESIS_HASH } from '../../localnet/genesis.ts';
import { startChainProcess } from './chain-process.ts';
import { switchboardOf } from './support/faults.ts';

test('SIGTERM ends the process with 0 within a second; SIGINT does not end it', async () => {
  const chain = await startChainProcess({});
  expect(chain.genesisHash).toBe(GENESIS_HASH);
  chain.child.kill('SIGINT');
  expect(await chain.connection.getSlot('processed')).toBeGreaterThan(0);
  const start = performance.now();
  expect(await chain.end('SIGTERM')).toBe(0);
  expect(performance.now() - start).toBeLessThan(1_000);
});

test('the process ends when its parent goes', async () => {
  const chain = await startChainProcess({});
  const exited = once(chain.child, 'exit');
  chain.child.disconnect();
  expect(await exited).toEqual([0, null]);
});

test('a taken port and a setting out of bounds are one clear sentence', async () => {
  const chain = await startChainProcess({});
  const port = new URL(chain.rpcUrl).port;
  await expect(startChainProcess({ LOCALNET_PORT: port })).rejects.toThrow(
    `exit 1: The local chain needs ports ${port} (RPC) and ${Number(port) + 1} (WebSocket), and one of them is taken`,
  );
  await expect(startChainProcess({ LOCALNET_SLOT_MS: 'fast' })).rejects.toThrow(
    'exit 1: LOCALNET_SLOT_MS must be a whole number from 5 to 60000, not "fast".',
  );
  await chain.end('SIGTERM');
});

test('R-02 LOCALNET_ENDPOINTS and LOCALNET_FAULT_PORT serve one chain behind several addresses, with a switchboard', async () => {
  const chain = await startChainProcess({ LOCALNET_ENDPOINTS: '2', LOCALNET_FAULT_PORT: '0' });
  const [first = '', second = ''] = chain.rpcUrls;
  expect(first).toBe(chain.rpcUrl);
  await switchboardOf(chain).set({ kind: 'wrong-genesis', endpoint: 1 });
  const hashes = await Promise.all([first, second].map((url) => new Connection(url).getGenesisHash()));
  expect([hashes[0] === GENESIS_HASH, hashes[1] === GENESIS_HASH]).toEqual([true, false]);
  await chain.end('SIGTERM');
});
