/** The demo account's log-in: made once per data folder, readable by its owner alone. */
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

export interface LogIn {
  readonly email: string;
  readonly password: string;
}

export const DEMO_EMAIL = 'demo@sluice.local';

// Without letters and digits that look alike: people read it off a terminal and type it.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const group = (): string => Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** Reads `demo.json` of the data folder, making it first (mode 0600) when it is not there. */
export function demoLogIn(dataDir: string): LogIn {
  const file = path.join(dataDir, 'demo.json');
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, 'utf8')) as LogIn;
  const made = { email: DEMO_EMAIL, password: [group(), group(), group(), group()].join('-') };
  fs.writeFileSync(file, `${JSON.stringify(made)}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}
