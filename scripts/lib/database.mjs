// @ts-check
import { SUPERUSER } from './postgres.mjs';

/** Three roles, three addresses: who migrates, who serves and works, who signs. */
export const ROLES = /** @type {const} */ ({ owner: 'sluice_owner', app: 'sluice_app', signer: 'sluice_signer' });

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
 * and the migrations decide what the other two may touch.
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
    await createRole(client, ROLES.owner, secrets['POSTGRES_OWNER_PASSWORD'] ?? '');
    await createRole(client, ROLES.app, secrets['POSTGRES_APP_PASSWORD'] ?? '');
    await createRole(client, ROLES.signer, secrets['POSTGRES_SIGNER_PASSWORD'] ?? '');
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${ROLES.owner}`);
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
 * The three addresses of an embedded server.
 * @param {number} port
 * @param {import('./secrets.mjs').Secrets} secrets
 * @param {string} [database]
 */
export function embeddedAddresses(port, secrets, database = DATABASE) {
  return {
    DATABASE_MIGRATION_URL: databaseUrl(ROLES.owner, secrets['POSTGRES_OWNER_PASSWORD'] ?? '', port, database),
    DATABASE_URL: databaseUrl(ROLES.app, secrets['POSTGRES_APP_PASSWORD'] ?? '', port, database),
    DATABASE_SIGNER_URL: databaseUrl(ROLES.signer, secrets['POSTGRES_SIGNER_PASSWORD'] ?? '', port, database),
  };
}
