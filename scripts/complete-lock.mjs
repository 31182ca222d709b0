#!/usr/bin/env node
// @ts-check
// Run after `npm install` has changed the lock file. A registry mirror may hold a package's binaries for some platforms
// alone; npm then leaves the others out of the lock file, and `npm ci` refuses a lock file that lacks any of them. They
// are named here from what their parents ask for: on their platform npm fetches them, elsewhere it passes them over.
import fs from 'node:fs';
import path from 'node:path';
import { completeLock } from './lib/lock-platforms.mjs';
import { ROOT } from './lib/paths.mjs';

const file = path.join(ROOT, 'package-lock.json');
const { lock, added } = completeLock(JSON.parse(fs.readFileSync(file, 'utf8')));
fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'The lock file is complete.' : `Added ${added.length} platforms: ${added.join(', ')}`);
