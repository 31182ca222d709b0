// @ts-check
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

const moduleFile = () => require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');

/** The version of the engine, which ends in the commit it was built from. @returns {string} */
export const engineVersion = () => require(path.join(path.dirname(moduleFile()), 'package.json')).version;

/**
 * Loads the engine. The package has no entry for Node: its glue is written for a bundler that would have linked the two
 * halves, so it is done by hand.
 */
export async function loadEngine() {
  const runtime = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = fs.readFileSync(path.join(path.dirname(moduleFile()), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': runtime });
  runtime.__wbg_set_wasm(instance.exports);
  /** @type {() => void} */ (instance.exports['__wbindgen_start'])();
  return runtime.SchemaEngine;
}
