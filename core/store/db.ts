/**
 * The one door to Postgres for writes: a pool, and transactions over it. Only `core/store` imports `pg`.
 *
 * Every statement says whose rows it is about. Postgres hears it too (`sluice.organizations`, for the length of the transaction),
 * and row-level security shows no others.
 */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { isUuid } from '#core/domain/ids.ts';
import { organizationsIn, type Scope } from './tenant.ts';

export type Row = Record<string, unknown>;

export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
  /** As operators read it in `pg_stat_activity`. */
  readonly name?: string;
}

/** Something that runs a statement within a scope: on its own, or in a transaction. */
export interface Executor {
  query<R extends Row>(statement: Statement): Promise<R[]>;
}

/** A transaction in progress; only `Database.transaction` makes one, so a function that asks for it cannot run outside. */
export interface Transaction extends Executor {
  readonly transaction: true;
}

export interface Database {
  /** Single statements, each a transaction of its own. */
  as(scope: Scope): Executor;
  /**
   * Commits when `work` resolves, rolls back when it rejects. READ COMMITTED. `work` runs again, at most three times in all, when
   * Postgres chose it to break a deadlock; so it does nothing but through `tx`.
   */
  transaction<T>(scope: Scope, work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * What loops and operators see of all organisations: which rows there are and when they are due, by a role that may read those
 * columns alone and write nothing.
 */
export interface Schedule extends Executor {
  readonly acrossTenants: true;
}

const OID = { int8: 20, numeric: 1700 } as const;

// u64 amounts and 64-bit counters are exact: both arrive as bigint. No numeric column here has a fraction.
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === OID.int8 || oid === OID.numeric
      ? (text: string) => BigInt(text)
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

/**
 * No statement is a prepared one: each is planned for the tables as they are now. A plan that was kept from when a table was empty
 * reads all of it for each row once it has grown, until somebody analyses it. The checks of foreign keys, thirty for a trade, Postgres
 * plans once, and again when a table was analysed.
 */
function executor(client: pg.Pool | pg.PoolClient): Executor {
  return {
    async query<R extends Row>({ name, text, values = [] }: Statement) {
      const result = await client.query({
        text: name === undefined ? text : `/* ${name} */ ${text}`,
        values: values.map(toParameter),
      });
      return result.rows as R[];
    },
  };
}

/** One message for both: a transaction costs no round trip more for having a scope. */
function begin(scope: Scope): string {
  const organizations = organizationsIn(scope);
  const strange = organizations.find((id) => !isUuid(id));
  if (strange !== undefined) throw new Error('an organisation is named by its UUID');
  return `BEGIN; SELECT set_config('sluice.organizations', '${organizations.join(',')}', true)`;
}

const toParameter = (value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);

/** Postgres ended one of two transactions that waited for each other: nothing of it happened, and it may be tried again. */
const DEADLOCK = '40P01';
const DEADLOCK_TRIES = 3;
/** Whom it was broken for is to get its lock first: one that begins anew at once may take it away again. */
const DEADLOCK_PAUSE_MS = 50;

async function retryDeadlock<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === DEADLOCK_TRIES || (error as { code?: unknown }).code !== DEADLOCK) throw error;
      await delay(DEADLOCK_PAUSE_MS * tries);
    }
  }
}

/** Lends a connection. One that broke meanwhile, or that whoever had it gives up, is not lent again. */
async function withClient<T>(
  pool: pg.Pool,
  use: (client: pg.PoolClient, giveUp: (error: Error) => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onBroken = (error: Error): void => {
    broken = error;
  };
  // The pool listens to idle connections alone: one that dies in here would end the process.
  client.on('error', onBroken);
  try {
    return await use(client, onBroken);
  } finally {
    client.off('error', onBroken);
    client.release(broken);
  }
}

async function commit(client: pg.PoolClient): Promise<void> {
  // A transaction that failed inside answers its COMMIT with ROLLBACK and no error.
  const { command } = await client.query('COMMIT');
  if (command !== 'COMMIT') throw new Error('the transaction was rolled back');
}

const inTransaction = <T>(pool: pg.Pool, scope: Scope, work: (tx: Transaction) => Promise<T>): Promise<T> => {
  const beginning = begin(scope);
  return withClient(pool, async (client, giveUp) => {
    try {
      await client.query(beginning);
      const result = await work({ ...executor(client), transaction: true });
      await commit(client);
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(giveUp);
      throw error;
    }
  });
};

/**
 * One statement as a transaction, in one round trip: nothing waits for the answer to what comes before it. When Postgres refuses the
 * statement nothing has happened; after any other error it may have, and the connection is given up.
 */
const alone = <R extends Row>(pool: pg.Pool, scope: Scope, statement: Statement): Promise<R[]> => {
  const beginning = begin(scope);
  return withClient(pool, async (client, giveUp) => {
    const answers = [client.query(beginning), executor(client).query<R>(statement), commit(client)] as const;
    const failure = (await Promise.allSettled(answers)).find((answer) => answer.status === 'rejected');
    if (failure === undefined) return answers[1];
    if (!(failure.reason instanceof pg.DatabaseError)) giveUp(failure.reason as Error);
    throw failure.reason;
  });
};

/**
 * A transaction that says nothing for so long belongs to a process that was paused; it ends, and its locks with it, so that
 * nobody else has to wait for a process that may never come back. No transaction waits for anything but Postgres.
 */
const SILENT_TRANSACTION_MS = 10_000;

/**
 * A statement that has no answer after so long has none to come: its connection is given up. Far beyond any statement and any wait
 * for a lock. What it has done all the same is read back, as with every answer that is lost.
 */
const ANSWER_MS = 60_000;
/** After so long without a word the system asks whether the other side is still there: a host that lost its power tells nobody. */
const KEEP_ALIVE_MS = 10_000;

interface DatabaseOptions {
  readonly url: string;
  /** Connections. */
  readonly max: number;
  /** As in `pg_stat_activity`. */
  readonly applicationName: string;
  /** In place of a minute for each statement. */
  readonly answerMs?: number;
  /** Transactions see one snapshot, and Postgres refuses to write in them. */
  readonly readOnly?: boolean;
}

/** Tables are joined in the order in which a statement names them; looking for a better one took Postgres longer than the joining. */
const JOINS_AS_WRITTEN = '-c join_collapse_limit=1';
const READ_ONLY = '-c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read';

function openPool(options: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({
    pipeline: true,
    connectionString: options.url,
    max: options.max,
    application_name: options.applicationName,
    options: options.readOnly === true ? `${JOINS_AS_WRITTEN} ${READ_ONLY}` : JOINS_AS_WRITTEN,
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: SILENT_TRANSACTION_MS,
    query_timeout: options.answerMs ?? ANSWER_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types,
  });
  // An idle connection that dies (Postgres restarted) is replaced at the next use; without a listener it ends the process.
  pool.on('error', () => undefined);
  return pool;
}

/** Opens a pool. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = openPool(options);
  return {
    // Outside every organisation nothing has to be set: a single statement is a transaction already.
    as: (scope) =>
      organizationsIn(scope).length === 0
        ? executor(pool)
        : { query: (statement) => retryDeadlock(() => alone(pool, scope, statement)) },
    transaction: (scope, work) => retryDeadlock(() => inTransaction(pool, scope, work)),
    close: () => pool.end(),
  };
}

/** Opens a pool for a role that reads across organisations. */
export function openSchedule(options: DatabaseOptions): Schedule & { close(): Promise<void> } {
  const pool = openPool(options);
  return { ...executor(pool), acrossTenants: true, close: () => pool.end() };
}
