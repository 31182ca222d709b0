// @ts-check
import fs from 'node:fs';
import { Failure } from './failure.mjs';
import { rememberedPort } from './ports.mjs';
import { startPart } from './processes.mjs';
import { redactAddress } from './redact.mjs';

/**
 * The chains that Sluice runs on, by genesis hash: the list of core/domain/clusters.ts, which plain Node cannot import; a
 * test compares the two. Any other hash counts as mainnet-beta.
 */
export const GENESIS = {
  local: 'C1d5nKQdkx59wLpXNj8uR8dRLxvPVLgYm9mEuyBJovrb',
  devnet: 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG',
  testnet: '4uhcVJyU9pJkvQyS88uRDiswHSCKY3XQoawpzk2D4ioR',
};

const ANSWER_MS = 10_000;

/**
 * @typedef {object} Chain
 * @property {string[]} rpcUrls
 * @property {string} genesisHash
 * @property {boolean} local whether it is the local chain, where money is play money and may be made up
 * @property {string} description for the status line
 * @property {import('./processes.mjs').Part} [part] the process, when it is ours
 * @property {string} [blockEngineUrl] the block engine that comes with the local chain
 * @property {string | undefined} [faultUrl] its fault switchboard, when LOCALNET_FAULT_PORT asks for one
 */

/**
 * Starts the embedded local chain on the data folder, behind LOCALNET_ENDPOINTS addresses (1).
 * @param {import('./data-folder.mjs').DataFolder} folder
 * @param {NodeJS.ProcessEnv} env
 * @param {string} file the chain's program
 * @param {(part: import('./processes.mjs').Part) => void} onStarted called as soon as there is a process to stop
 * @returns {Promise<Chain>}
 */
export async function startLocalChain(folder, env, file, onStarted) {
  const endpoints = Number(env['LOCALNET_ENDPOINTS']) || 1;
  // web3.js looks for the socket one port above the one of the RPC server.
  const port = await rememberedPort(folder.ports, 'chain', 2 * endpoints);
  const blockEnginePort = await rememberedPort(folder.ports, 'block-engine', 2);
  const part = startPart({
    name: 'chain',
    file,
    logs: folder.logs,
    env: {
      ...env,
      LOCALNET_PORT: String(port),
      LOCALNET_BLOCK_ENGINE_PORT: String(blockEnginePort),
      LOCALNET_DATA_DIR: folder.chain,
    },
  });
  onStarted(part);
  const { rpcUrls, genesisHash, blockEngine, faultUrl } =
    /** @type {{ rpcUrls: string[], genesisHash: string, blockEngine: string, faultUrl?: string }} */ (
      /** @type {unknown} */ (await part.ready)
    );
  return {
    rpcUrls,
    genesisHash,
    local: genesisHash === GENESIS.local,
    description: `local, ${rpcUrls.join(', ')}`,
    part,
    blockEngineUrl: `http://${blockEngine}`,
    faultUrl,
  };
}

/**
 * Asks the configured endpoints which chain they serve.
 * @param {string} addresses as in SOLANA_RPC_URLS, comma separated, each with its options
 * @returns {Promise<Chain>}
 * @throws {Failure} when none answers, they disagree, or they serve mainnet-beta
 */
export async function remoteChain(addresses) {
  const rpcUrls = addresses
    .split(',')
    .map((entry) => entry.trim().split(/\s+/)[0] ?? '') // an endpoint's options follow its address
    .filter(Boolean);
  const answers = await Promise.all(rpcUrls.map(genesisHash));
  const hashes = new Set(answers.filter((answer) => answer !== undefined));
  const names = rpcUrls.map(redactAddress).join(', ');
  const [hash] = hashes;
  if (hash === undefined) {
    throw new Failure(
      `No Solana endpoint answers (${names}).`,
      'Check SOLANA_RPC_URLS, or leave it out to run the local chain.',
    );
  }
  if (hashes.size > 1) {
    throw new Failure(
      `The Solana endpoints serve different chains (${names}).`,
      'Let SOLANA_RPC_URLS name endpoints of one chain.',
    );
  }
  if (!Object.values(GENESIS).includes(hash)) {
    throw new Failure(
      `Sluice refuses mainnet-beta, and takes every chain it does not know for it (${names}, genesis hash ${hash}).`,
      'Point SOLANA_RPC_URLS at devnet or testnet, or leave it out to run the local chain.',
    );
  }
  return { rpcUrls, genesisHash: hash, local: hash === GENESIS.local, description: names };
}

/** @param {string} url @returns {Promise<string | undefined>} */
async function genesisHash(url) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getGenesisHash' }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const { result } = await response.json();
    return typeof result === 'string' ? result : undefined;
  } catch {
    return undefined; // silent or broken: as good as not there
  }
}

/**
 * Ties the data folder to its chain: rows that name signatures of one chain mean nothing on another.
 * @param {import('./data-folder.mjs').DataFolder} folder
 * @param {Chain} chain
 * @throws {Failure} when it belongs to another one
 */
export function bindDataFolder(folder, chain) {
  const before = recordedGenesisHash(folder);
  if (before === undefined) {
    fs.writeFileSync(folder.chainRecord, `${JSON.stringify({ genesisHash: chain.genesisHash })}\n`);
  } else if (before !== chain.genesisHash) {
    throw new Failure(
      `The data folder ${folder.path} belongs to another chain (genesis hash ${before}, not ${chain.genesisHash}).`,
      'Set DATA_DIR to a new folder for this chain, or SOLANA_RPC_URLS to the old one.',
    );
  }
}

/**
 * The chain that the data folder belongs to, if it has met one.
 * @param {import('./data-folder.mjs').DataFolder} folder
 * @returns {string | undefined}
 */
export function recordedGenesisHash(folder) {
  if (!fs.existsSync(folder.chainRecord)) return undefined;
  return JSON.parse(fs.readFileSync(folder.chainRecord, 'utf8')).genesisHash;
}
