#!/usr/bin/env node
// @ts-check
// Stands in for Prisma's native schema engine where that cannot be downloaded: the same command line and the same
// JSON-RPC over standard input and output, with the work done by @prisma/schema-engine-wasm. Named to Prisma's own
// command line by PRISMA_SCHEMA_ENGINE_BINARY (see prisma.config.ts).
import { parseArguments } from './lib/schema-engine/arguments.mjs';
import { runCommand } from './lib/schema-engine/commands.mjs';
import { engineVersion } from './lib/schema-engine/engine.mjs';
import { serve } from './lib/schema-engine/rpc.mjs';

const options = parseArguments(process.argv.slice(2));
if (options.version) {
  const version = engineVersion();
  console.log(`schema-engine-cli ${version.replace(/^.*\./, '')} (wasm ${version})`);
} else if (options.command) {
  process.exitCode = await runCommand(options.command, options.url);
} else {
  serve(options);
}
