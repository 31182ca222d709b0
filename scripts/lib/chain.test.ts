import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GENESIS as CLUSTERS } from '../../core/domain/clusters.ts';
import { GENESIS_HASH } from '../../localnet/genesis.ts';
import { bindDataFolder, GENESIS, remoteChain } from './chain.mjs';
import { type DataFolder, openDataFolder } from './data-folder.mjs';
import { wipeDataFolder } from './fresh.mjs';

const MAINNET = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d';
const DEVNET = GENESIS.devnet;

const servers: http.Server[] = [];

/** An endpoint that knows one method. */
async function endpoint(genesisHash: string): Promise<string> {
  const server = http.createServer((_, response) =>
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: genesisHash })),
  );
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/?api-key=very-secret-key`;
}

let folder: DataFolder;
beforeEach(() => {
  folder = openDataFolder(fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-chain-')));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  fs.rmSync(folder.path, { recursive: true, force: true });
});

describe('GENESIS', () => {
  it('R-05 is the list of the product without mainnet-beta, and its local chain is ours', () => {
    expect({ ...GENESIS, 'mainnet-beta': MAINNET }).toEqual(CLUSTERS);
    expect(GENESIS.local).toBe(GENESIS_HASH);
  });
});

describe('remoteChain', () => {
  it('R-01 takes the chain that the endpoints agree on, one of them silent', async () => {
    const addresses = `${await endpoint(DEVNET)}, http://127.0.0.1:1, ${await endpoint(DEVNET)}`;
    const chain = await remoteChain(addresses);
    expect(chain).toMatchObject({ genesisHash: DEVNET, local: false });
    expect(chain.rpcUrls).toHaveLength(3);
    expect(chain.description).not.toContain('secret');
  });

  it.each([MAINNET, 'unknown'])('R-05 refuses %s as mainnet-beta, without printing the key', async (hash) => {
    const failure = await remoteChain(await endpoint(hash)).catch((error: Error) => error.message);
    expect(failure).toMatch(/^Sluice refuses mainnet-beta, .* Point SOLANA_RPC_URLS at devnet or testnet/);
    expect(failure).not.toContain('secret');
  });

  it('R-01 refuses endpoints of different chains', async () => {
    const addresses = `${await endpoint(DEVNET)},${await endpoint(GENESIS.local)}`;
    await expect(remoteChain(addresses)).rejects.toThrow('serve different chains');
  });

  it('D-01 says that nothing answers', async () => {
    await expect(remoteChain('http://127.0.0.1:1/key-of-sixteen-letters')).rejects.toThrow(
      'No Solana endpoint answers (http://127.0.0.1:1/…).',
    );
  });
});

describe('a data folder', () => {
  it('E-04 belongs to the chain it met first', async () => {
    bindDataFolder(folder, await remoteChain(await endpoint(GENESIS.local)));
    bindDataFolder(folder, await remoteChain(await endpoint(GENESIS.local)));
    const devnet = await remoteChain(await endpoint(DEVNET));
    expect(() => bindDataFolder(folder, devnet)).toThrow('belongs to another chain');
  });

  const keep = () => fs.writeFileSync(folder.secrets, 'MASTER_KEYS=k1:x\n');

  it('D-01 --fresh empties the local chain, and leaves what is not ours', async () => {
    bindDataFolder(folder, await remoteChain(await endpoint(GENESIS.local)));
    keep();
    fs.writeFileSync(path.join(folder.path, 'notes.txt'), '');
    await wipeDataFolder(folder, {});
    expect(fs.readdirSync(folder.path).sort()).toEqual(['logs', 'notes.txt']);
  });

  it('D-01 --fresh refuses a folder of another chain, and its keys stay', async () => {
    bindDataFolder(folder, await remoteChain(await endpoint(DEVNET)));
    keep();
    await expect(wipeDataFolder(folder, {})).rejects.toThrow('--fresh refuses: the data folder');
    expect(fs.existsSync(folder.secrets)).toBe(true);
  });

  it('D-01 --fresh refuses when another chain is configured, and when the database is not ours', async () => {
    await expect(wipeDataFolder(folder, { SOLANA_RPC_URLS: await endpoint(DEVNET) })).rejects.toThrow(
      '--fresh refuses',
    );
    await expect(wipeDataFolder(folder, { DATABASE_URL: 'postgresql://x' })).rejects.toThrow('--fresh refuses');
  });
});
