// @ts-check
import pg from 'pg';

const CONNECT_MS = 10_000;

/**
 * A connection configuration from an address as Prisma takes it, whose `schema` parameter Postgres does not know: it
 * becomes the search path, as in the native engine.
 * @param {string} url
 */
export function connectionConfig(url) {
  const schema = schemaOf(url);
  const address = new URL(url);
  address.searchParams.delete('schema');
  return {
    connectionString: address.toString(),
    connectionTimeoutMillis: CONNECT_MS,
    ...(schema ? { options: `-c search_path=${schema}` } : {}),
  };
}

/** @param {string} url */
export const schemaOf = (url) => new URL(url).searchParams.get('schema') ?? undefined;

/**
 * The database that an address names, and the address from which it can be created or dropped.
 * @param {string} url
 */
export function administration(url) {
  const address = new URL(url);
  const database = decodeURIComponent(address.pathname.slice(1));
  address.pathname = '/postgres';
  return { database, adminUrl: address.toString() };
}

/**
 * @template T
 * @param {string} url
 * @param {(client: pg.Client) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withClient(url, work) {
  const client = new pg.Client(connectionConfig(url));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
