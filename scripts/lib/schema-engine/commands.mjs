// @ts-check
import { administration, withClient } from './connection.mjs';

/** Prisma reads these lines from standard error. @param {'ERROR' | 'INFO'} level @param {Record<string, string>} fields */
function report(level, fields) {
  process.stderr.write(`\n${JSON.stringify({ level, target: 'schema_engine::logger', fields })}\n`);
}

/** What each command does with the database of an address. @type {Record<string, (url: string) => Promise<unknown>>} */
const COMMANDS = {
  'can-connect-to-database': (url) => withClient(url, (client) => client.query('SELECT 1')),
  'create-database': async (url) => {
    await createDatabase(url);
    report('INFO', { message: `Successfully created database ${administration(url).database}` });
  },
  'drop-database': async (url) => {
    const { database, adminUrl } = administration(url);
    await withClient(adminUrl, (client) =>
      client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(database)} WITH (FORCE)`),
    );
    report('INFO', { message: 'The database was successfully dropped.' });
  },
};

/**
 * Creates the database of an address.
 * @param {string} url
 * @returns {Promise<string>} its name
 */
export async function createDatabase(url) {
  const { database, adminUrl } = administration(url);
  await withClient(adminUrl, (client) => client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`));
  return database;
}

/**
 * Runs one of the engine's commands.
 * @param {string} command
 * @param {string} url
 * @returns {Promise<number>} exit code
 */
export async function runCommand(command, url) {
  const work = COMMANDS[command];
  if (!work) {
    report('ERROR', { error_code: 'P1011', message: `unknown command ${command}` });
    return 1;
  }
  try {
    await work(url);
    return 0;
  } catch (error) {
    report('ERROR', prismaError(/** @type {Error & { code?: string }} */ (error), url));
    return 1;
  }
}

const UNREACHABLE = /ECONNREFUSED|ETIMEDOUT|ENOTFOUND|timeout/;

/**
 * Prisma's own code and words for what Postgres or the socket said.
 * @param {Error & { code?: string }} error
 * @param {string} url
 */
function prismaError(error, url) {
  const { hostname, port } = new URL(url);
  const { database } = administration(url);
  switch (error.code) {
    case '3D000':
      return { error_code: 'P1003', message: `Database \`${database}\` does not exist` };
    case '28P01':
      return { error_code: 'P1000', message: `Authentication failed against database server at \`${hostname}\`` };
    case '28000':
      return { error_code: 'P1010', message: error.message };
    case '42P04':
      return { error_code: 'P1009', message: `Database \`${database}\` already exists on \`${hostname}:${port}\`` };
    default:
      return UNREACHABLE.test(`${error.code} ${error.message}`)
        ? { error_code: 'P1001', message: `Can't reach database server at \`${hostname}:${port || 5432}\`` }
        : { error_code: 'P1011', message: error.message };
  }
}
