#!/usr/bin/env node
// @ts-check
// `npm run chaos`: needs nothing installed.
import { runTypeScript } from './lib/run-typescript.mjs';

await runTypeScript('tests/chaos/main.ts', process.argv.slice(2));
