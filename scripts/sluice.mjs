#!/usr/bin/env node
// @ts-check
// `npm run sluice --`: the operator's command line. It speaks to the database itself, for what no account may do by the API.
import fs from 'node:fs';
import path from 'node:path';
import { ownersDatabase, setPlatformRole } from './lib/admin.mjs';
import { dataFolder } from './lib/data-folder.mjs';
import { Failure, printFailure } from './lib/failure.mjs';
import { installPackages } from './lib/packages.mjs';
import { ROOT } from './lib/paths.mjs';

const USAGE = 'npm run sluice -- admin grant EMAIL, or npm run sluice -- admin revoke EMAIL.';

/** @param {readonly string[]} args */
async function main(args) {
  const [noun, verb, email, ...rest] = args;
  const role = verb === 'grant' ? 'admin' : verb === 'revoke' ? 'user' : undefined;
  if (noun !== 'admin' || role === undefined || email === undefined || rest.length > 0) {
    throw new Failure('That is no command of sluice.', USAGE);
  }
  const settings = path.join(ROOT, '.env');
  if (fs.existsSync(settings)) process.loadEnvFile(settings); // what the environment already holds wins
  await installPackages(ROOT, (message) => console.error(message));
  const folder = dataFolder(process.env['DATA_DIR'] || path.join(ROOT, '.data'));
  await setPlatformRole(ownersDatabase(folder, process.env), email, role);
  console.log(role === 'admin' ? `${email} operates this installation now.` : `${email} is an ordinary account now.`);
}

main(process.argv.slice(2)).catch((error) => {
  printFailure(error);
  process.exitCode = 1;
});
