// @ts-check
import { SUPERUSER } from './postgres.mjs';

/**
 * Who talks to Postgres, under which secret's password, and the variable that its address goes into. Each process gets only
 * the addresses it needs; what each role may touch, the migrations decide.
 */
export const LOGINS = /** @type {const} */ ([
  { role: 'sluice_owner', secret: 'POSTGRES_OWNER_PASSWORD', variable: 'DATABASE_MIGRATION_URL' },
  { role: 'sluice_app', secret: 'POSTGRES_APP_PASSWORD', variable: 'DATABASE_URL' },
  { role: 'sluice_worker', secret: 'POSTGRES_WORKER_PASSWORD', variable: 'DATABASE_WORKER_URL' },
  { role: 'sluice_scheduler', secret: 'POSTGRES_SCHEDULER_PASSWORD', variable: 'DATABASE_SCHEDULER_URL' },
  { role: 'sluice_auth', secret: 'POSTGRES_AUTH_PASSWORD', variable: 'DATABASE_AUTH_URL' },
  { role: 'sluice_signer', secret: 'POSTGRES_SIGNER_PASSWORD', variable: 'DATABASE_SIGNER_URL' },
  { role: 'sluice_chainer', secret: 'POSTGRES_CHAINER_PASSWORD', variable: 'DATABASE_CHAINER_URL' },
]);

/** @typedef {Record<(typeof LOGINS)[number]['variable'], string>} DatabaseAddresses */

/** The variables that hold an address of the database. */
export const DATABASE_VARIABLES = LOGINS.map(({ variable }) => variable);

/** The role that owns the database and its tables. */
export const OWNER = LOGINS[0].role;

export const DATABASE = 'sluice';

/**
 * @param {string} role
 * @param {string} password made of characters that need no escaping in an address
 * @param {number} port
 * @param {string} [database]
 */
export const databaseUrl = (role, password, port, database = DATABASE) =>
  `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`;

/**
 * Creates the roles and the owner's database where they are missing. The owner has no rights beyond its database,
 * and the migrations decide what the others may touch.
 * @param {number} port
 * @param {import('./secrets.mjs').Secrets} secrets
 */
export async function createRolesAndDatabase(port, secrets) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: databaseUrl(SUPERUSER, secrets['POSTGRES_SUPERUSER_PASSWORD'] ?? '', port, 'postgres'),
  });
  await client.connect();
  try {
    for (const { role, secret } of LOGINS) await createRole(client, role, secrets[secret] ?? '');
    // The health page tells how long the oldest transaction has been going on, whoever's it is.
    await client.query('GRANT pg_read_all_stats TO sluice_scheduler');
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER}`);
  } finally {
    await client.end();
  }
}

/** @param {import('pg').Client} client @param {string} role @param {string} password */
async function createRole(client, role, password) {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount === 0) await client.query(`CREATE ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
}

/**
 * The addresses of an embedded server, one for each role.
 * @param {number} port
 * @param {import('./secrets.mjs').Secrets} secrets
 * @param {string} [database]
 */
export function embeddedAddresses(port, secrets, database = DATABASE) {
  const entries = LOGINS.map(({ role, secret, variable }) => [
    variable,
    databaseUrl(role, secrets[secret] ?? '', port, database),
  ]);
  return /** @type {DatabaseAddresses} */ (Object.fromEntries(entries));
}
