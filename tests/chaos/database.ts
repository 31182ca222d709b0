/** The harness' own connections to a Postgres that is killed under it. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const CONNECTIONS = 4;
const ANSWER_MS = 5_000;
const RETRY_MS = 100;

export function openPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({
    ...{ connectionString, max: CONNECTIONS, connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS },
  });
  pool.on('error', () => undefined); // an idle connection that died with its server is replaced at the next use
  return pool;
}

/** Runs a statement until Postgres has answered it; it must be one that may run twice. */
export async function insist<Row extends pg.QueryResultRow>(
  db: pg.Pool,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  for (;;) {
    try {
      return (await db.query<Row>(text, [...values])).rows;
    } catch (error) {
      if (isRefusal(error)) throw error;
      await delay(RETRY_MS);
    }
  }
}

/** An answer about the statement itself; connection failures (08) and servers that stop or start (57) are none. */
function isRefusal(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^(08|53|57|XX)/.test(code);
}
