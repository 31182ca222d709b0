#!/usr/bin/env node
// @ts-check
// `npm run sluice --`: the operator's command line. It speaks to the database itself, for what no account may do by the API.
import fs from 'node:fs';
import path from 'node:path';
import { databaseOf, setPlatformRole } from './lib/admin.mjs';
import { dataFolder } from './lib/data-folder.mjs';
import { Failure, printFailure } from './lib/failure.mjs';
import { installPackages } from './lib/packages.mjs';
import { ROOT } from './lib/paths.mjs';
import { runTypeScript } from './lib/run-typescript.mjs';
import { readSecrets } from './lib/secrets.mjs';
import { kekEnvironment, signerSocket } from './lib/stack.mjs';

/** @typedef {(folder: import('./lib/data-folder.mjs').DataFolder, args: readonly string[]) => Promise<void>} Command */

/** By noun and verb; each with its usage. @type {Record<string, { usage: string, run: Command }>} */
const COMMANDS = {
  'admin grant': { usage: 'admin grant EMAIL', run: (folder, args) => setRole(folder, args, 'admin') },
  'admin revoke': { usage: 'admin revoke EMAIL', run: (folder, args) => setRole(folder, args, 'user') },
  'audit verify': { usage: 'audit verify [--help]', run: verifyAudit },
  'keys rotate': { usage: 'keys rotate [--dry-run]', run: rotateKeys },
};

const USAGE = `npm run sluice -- ${Object.values(COMMANDS)
  .map(({ usage }) => usage)
  .join(', or npm run sluice -- ')}.`;
const unknown = () => new Failure('That is no command of sluice.', USAGE);

/**
 * @param {import('./lib/data-folder.mjs').DataFolder} folder
 * @param {readonly string[]} args
 * @param {'admin' | 'user'} role
 */
async function setRole(folder, args, role) {
  const [email, ...rest] = args;
  if (email === undefined || rest.length > 0) throw unknown();
  // The command line is no process of the product: no role of theirs may change who operates the installation.
  await setPlatformRole(databaseOf(folder, process.env, 'DATABASE_MIGRATION_URL'), email, role);
  console.log(role === 'admin' ? `${email} operates this installation now.` : `${email} is an ordinary account now.`);
}

/** Runs with what the signer runs with: its role, its keys, and nothing else. @type {Command} */
async function rotateKeys(folder, args) {
  if (args.some((arg) => arg !== '--dry-run') || args.length > 1) throw unknown();
  const { env } = process;
  const secrets = readSecrets(folder.secrets);
  await runTypeScript('scripts/rotate-keys.ts', args, {
    PATH: env['PATH'],
    ...(env['NODE_EXTRA_CA_CERTS'] && { NODE_EXTRA_CA_CERTS: env['NODE_EXTRA_CA_CERTS'] }),
    ...kekEnvironment(env, { MASTER_KEYS: env['MASTER_KEYS'] || secrets['MASTER_KEYS'] || '' }),
    DATABASE_SIGNER_URL: databaseOf(folder, env, 'DATABASE_SIGNER_URL'),
    SIGNER_SOCKET: env['SIGNER_SOCKET'] || signerSocket(folder.path),
  });
}

/** Runs as the chainer, whom the log alone is open to. @type {Command} */
async function verifyAudit(folder, args) {
  await runTypeScript('scripts/verify-audit.ts', args, {
    PATH: process.env['PATH'],
    DATABASE_CHAINER_URL: databaseOf(folder, process.env, 'DATABASE_CHAINER_URL'),
  });
}

/** @param {readonly string[]} args */
async function main(args) {
  const [noun, verb, ...rest] = args;
  const command = COMMANDS[`${noun} ${verb}`];
  if (command === undefined) throw unknown();
  const settings = path.join(ROOT, '.env');
  if (fs.existsSync(settings)) process.loadEnvFile(settings); // what the environment already holds wins
  await installPackages(ROOT, (message) => console.error(message));
  await command.run(dataFolder(process.env['DATA_DIR'] || path.join(ROOT, '.data')), rest);
}

main(process.argv.slice(2)).catch((error) => {
  printFailure(error);
  process.exitCode = 1;
});
