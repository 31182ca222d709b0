// @ts-check
import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { connectionConfig, schemaOf, withClient } from './connection.mjs';

/** Postgres' one-byte catalog type `"char"`, which the engine selects and adapter-pg does not know. */
const CHAR_OID = 18;
const TEXT_OID = 25;

/** @typedef {Awaited<ReturnType<PrismaPg['connect']>>} Adapter */

/**
 * The parts of adapter-pg's connection that are its own affair, and that the two mends below have to reach.
 * @typedef {{
 *   client: { query(text: string): Promise<unknown> },
 *   onError(error: unknown): never,
 *   performIO(query: unknown): Promise<{ fields: Array<{ dataTypeID: number }> }>,
 *   queryRaw(query: unknown): Promise<{ columnTypes: number[] }>,
 * }} Internals
 */

/**
 * Reads `"char"` columns as text, and tells the engine afterwards that they were characters.
 * @param {Internals} adapter
 */
function mendCatalogType(adapter) {
  const { performIO, queryRaw } = adapter;
  adapter.queryRaw = async (query) => {
    /** @type {number[]} */
    const characters = [];
    const reading = Object.create(adapter, {
      performIO: {
        value: async (/** @type {unknown} */ inner) => {
          const result = await performIO.call(adapter, inner);
          for (const [index, field] of result.fields.entries()) {
            if (field.dataTypeID !== CHAR_OID) continue;
            characters.push(index);
            field.dataTypeID = TEXT_OID;
          }
          return result;
        },
      },
    });
    const result = await queryRaw.call(reading, query);
    for (const index of characters) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
}

/**
 * Sends a migration file as one simple query, which is one implicit transaction, as the native engine does. adapter-pg
 * splits it at every semicolon: functions break, and a migration that fails stays half applied.
 * @param {Adapter} adapter
 */
function mendScript(adapter) {
  const inner = /** @type {Internals} */ (/** @type {unknown} */ (adapter));
  adapter.executeScript = async (script) => {
    try {
      await inner.client.query(script);
    } catch (error) {
      inner.onError(error);
    }
  };
}

/** @param {Adapter} adapter */
function mend(adapter) {
  mendCatalogType(/** @type {Internals} */ (/** @type {unknown} */ (adapter)));
  mendScript(adapter);
  return adapter;
}

/** One session: the engine's advisory lock and its SETs must stick. @param {string} url */
const oneSession = (url) => ({ ...connectionConfig(url), max: 1 });

/** adapter-pg as the schema engine needs it. */
export class SchemaEngineAdapter extends PrismaPg {
  #url;
  #shadowUrl;

  /**
   * @param {string} url empty for work that needs no database, such as validating a schema
   * @param {string | undefined} shadowUrl
   */
  constructor(url, shadowUrl) {
    const schema = url ? schemaOf(url) : undefined;
    super(oneSession(url || 'postgresql://127.0.0.1:1/none'), schema ? { schema } : undefined);
    this.#url = url;
    this.#shadowUrl = shadowUrl;
  }

  /** @override */
  async connect() {
    return mend(await super.connect());
  }

  /** A scratch database to replay migrations in: the configured one, or one that lives as long as the connection. @override */
  async connectToShadowDb() {
    if (this.#shadowUrl) return mend(await new PrismaPg(oneSession(this.#shadowUrl)).connect());
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    await withClient(this.#url, (client) => client.query(`CREATE DATABASE "${name}"`));
    const shadow = new URL(this.#url);
    shadow.pathname = `/${name}`;
    const adapter = mend(await new PrismaPg(oneSession(shadow.toString())).connect());
    const dispose = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      await dispose();
      await withClient(this.#url, (client) => client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
    };
    return adapter;
  }
}
