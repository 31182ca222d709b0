// @ts-check
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { LOGINS } from './database.mjs';

/** @typedef {Record<string, string>} Secrets */

/** Needs no escaping in an address. */
const password = () => randomBytes(24).toString('base64url');

/** How each kind of secret is made. @type {Record<string, () => string>} */
const MAKERS = {
  POSTGRES_SUPERUSER_PASSWORD: password,
  ...Object.fromEntries(LOGINS.map(({ secret }) => [secret, password])),
  REDIS_PASSWORD: password,
  MASTER_KEYS: () => `k1:${randomBytes(32).toString('base64')}`,
  AUTH_SECRET: () => randomBytes(32).toString('base64'),
};

/** Secrets of the embedded parts: made whatever the chain. */
export const INFRA_SECRETS = Object.keys(MAKERS).filter((name) => /^(POSTGRES|REDIS)_/.test(name));

/** Secrets that protect users' money and accounts: made on the local chain only, else the operator's to give. */
export const PRODUCT_SECRETS = ['MASTER_KEYS', 'AUTH_SECRET'];

/** Where the key-encryption key is, and what opens it: for the signer alone. */
export const KEK_VARIABLES = [
  'KEK_PROVIDER',
  'MASTER_KEYS',
  'VAULT_ADDR',
  'VAULT_TOKEN',
  'VAULT_TOKEN_FILE',
  'VAULT_TRANSIT_KEY',
];

/** @param {string} text @returns {Secrets} */
function parse(text) {
  const lines = text.split('\n').filter((line) => line.includes('=') && !line.startsWith('#'));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** @param {string} file @returns {Secrets} */
export const readSecrets = (file) => (fs.existsSync(file) ? parse(fs.readFileSync(file, 'utf8')) : {});

/**
 * Reads the named secrets, first making those that are missing. They are made once: who loses the file loses
 * what they protect. The file is replaced as a whole, so that a crash leaves the old one, with mode 0600.
 * @param {string} file
 * @param {readonly string[]} names
 * @returns {Secrets}
 */
export function ensureSecrets(file, names) {
  const secrets = readSecrets(file);
  const missing = names.filter((name) => secrets[name] === undefined);
  for (const name of missing) secrets[name] = make(name);
  if (missing.length > 0) replaceFile(file, secrets);
  return secrets;
}

/** @param {string} name */
function make(name) {
  const maker = MAKERS[name];
  if (!maker) throw new Error(`no way to make the secret ${name}`);
  return maker();
}

/** @param {string} file @param {Secrets} secrets */
function replaceFile(file, secrets) {
  const lines = Object.entries(secrets).map(([name, value]) => `${name}=${value}`);
  const next = `${file}.next`;
  fs.rmSync(next, { force: true });
  const handle = fs.openSync(next, 'wx', 0o600);
  fs.writeFileSync(
    handle,
    `# Made by Sluice for this data folder. Keep it with the database: keys cannot be opened without it.\n${lines.join('\n')}\n`,
  );
  fs.fsyncSync(handle);
  fs.closeSync(handle);
  fs.renameSync(next, file);
}
