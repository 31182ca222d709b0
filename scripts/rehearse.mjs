#!/usr/bin/env node
// @ts-check
// `npm run rehearse`: needs nothing installed.
import { runTypeScript } from './lib/run-typescript.mjs';

await runTypeScript('scripts/rehearse/main.ts', process.argv.slice(2));
