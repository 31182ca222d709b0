#!/usr/bin/env node
// @ts-check
// `npm run fuzz`: needs nothing installed.
import { runTypeScript } from './lib/run-typescript.mjs';

await runTypeScript('tests/fuzz/main.ts', process.argv.slice(2));
