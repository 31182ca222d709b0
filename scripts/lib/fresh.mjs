// @ts-check
import fs from 'node:fs';
import { GENESIS, recordedGenesisHash, remoteChain } from './chain.mjs';
import { Failure } from './failure.mjs';
import { claimInstance } from './instance-lock.mjs';
import { stopPostgres } from './postgres.mjs';
import { stopLeftRedis } from './redis.mjs';
import { readSecrets } from './secrets.mjs';

/**
 * Makes sure that nothing of worth would be lost: only a folder of the local chain, with its own database, is play.
 * @param {import('./data-folder.mjs').DataFolder} folder
 * @param {NodeJS.ProcessEnv} env
 * @throws {Failure} when the folder's chain or the configured one is another, or the database is not ours to empty
 */
async function assertWorthless(folder, env) {
  const hash = recordedGenesisHash(folder);
  if (hash !== undefined && hash !== GENESIS.local) {
    throw new Failure(
      `--fresh refuses: the data folder ${folder.path} belongs to a chain with real keys (genesis hash ${hash}).`,
      'Set DATA_DIR to another folder instead.',
    );
  }
  const addresses = env['SOLANA_RPC_URLS'];
  if (addresses && !(await remoteChain(addresses)).local) {
    throw new Failure(
      '--fresh refuses: SOLANA_RPC_URLS is not the local chain.',
      'Leave out --fresh, or SOLANA_RPC_URLS.',
    );
  }
  if (env['DATABASE_URL']) {
    throw new Failure(
      '--fresh refuses: DATABASE_URL is a database of your own.',
      'Empty it yourself, or leave out DATABASE_URL.',
    );
  }
}

/**
 * Empties the data folder of the local chain, after stopping what a killed stack left running on it. Only what Sluice
 * put there goes: the folder may hold other things.
 * @param {import('./data-folder.mjs').DataFolder} folder
 * @param {NodeJS.ProcessEnv} env
 * @throws {Failure} when it is not a folder of the local chain, or a stack runs on it
 */
export async function wipeDataFolder(folder, env) {
  await assertWorthless(folder, env);
  const release = claimInstance(folder.lock, 'being emptied');
  await stopPostgres(folder.postgres);
  await stopLeftRedis(folder.ports, readSecrets(folder.secrets)['REDIS_PASSWORD']);
  const { postgres, redis, chain, secrets, ports, chainRecord, demo, migrationsStamp } = folder;
  for (const entry of [postgres, redis, chain, secrets, ports, chainRecord, demo, migrationsStamp]) {
    fs.rmSync(entry, { recursive: true, force: true });
  }
  for (const log of fs.readdirSync(folder.logs)) fs.rmSync(`${folder.logs}/${log}`);
  release();
}
