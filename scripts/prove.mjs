#!/usr/bin/env node
// @ts-check
// `npm run prove`: needs nothing installed.
import { runTypeScript } from './lib/run-typescript.mjs';

await runTypeScript('tests/prove/main.ts', process.argv.slice(2));
