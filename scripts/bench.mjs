#!/usr/bin/env node
// @ts-check
// `npm run bench:engine`: needs nothing installed.
import { runTypeScript } from './lib/run-typescript.mjs';

const [name, ...args] = process.argv.slice(2);
await runTypeScript(`bench/${name}/main.ts`, args);
