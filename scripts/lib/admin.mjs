// @ts-check
import { embeddedAddresses } from './database.mjs';
import { Failure } from './failure.mjs';
import { readPorts } from './ports.mjs';
import { readSecrets } from './secrets.mjs';

/**
 * A role's address of the database that an installation uses: the operator's, or the embedded server's, which runs while Sluice
 * does.
 * @param {import('./data-folder.mjs').DataFolder} folder
 * @param {NodeJS.ProcessEnv} env
 * @param {keyof import('./infra.mjs').DatabaseAddresses} variable which role's
 * @returns {string}
 * @throws {Failure} when neither is there
 */
export function databaseOf(folder, env, variable) {
  const given = env[variable] || env['DATABASE_URL'];
  if (given) return given;
  const port = readPorts(folder.ports)['postgres'];
  if (port === undefined) {
    throw new Failure(
      `There is no database in ${folder.path}.`,
      `Start Sluice once (npm start), or set DATA_DIR or ${variable} to where it is.`,
    );
  }
  return embeddedAddresses(Number(port), readSecrets(folder.secrets))[variable];
}

/**
 * Gives an account a role on the installation, with its line in the audit log. Who has it already keeps it, without a line.
 * @param {string} databaseUrl the owner's
 * @param {string} email
 * @param {'admin' | 'user'} role
 * @throws {Failure} when there is no such account, or the database does not answer
 */
export async function setPlatformRole(databaseUrl, email, role) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  await client.connect().catch((error) => {
    throw new Failure(
      `The database does not answer (${error.code ?? error.message}).`,
      'Is Sluice running? npm start.',
    );
  });
  try {
    const { rows } = await client.query(
      `WITH account AS (SELECT id, role FROM users WHERE email = lower($1)),
            changed AS (UPDATE users u SET role = $2, updated_at = now() FROM account a
                        WHERE u.id = a.id AND a.role <> $2 RETURNING u.id),
            told AS (INSERT INTO audit_log (action, object_kind, object_id, detail)
                     SELECT 'user.role', 'user', id::text, jsonb_build_object('role', $2::text) FROM changed)
       SELECT id FROM account`,
      [email, role],
    );
    if (rows.length === 0) throw new Failure(`There is no account for ${email}.`, 'Sign up with it first.');
  } finally {
    await client.end();
  }
}
