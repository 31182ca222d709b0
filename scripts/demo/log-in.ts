/** What the demo remembers: its log-in, made once per data folder and readable by its owner alone, and its campaign. */
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { DEMO_EMAIL } from '#core/domain/demo.ts';

export interface LogIn {
  readonly email: string;
  readonly password: string;
}

/** The demo's own campaign is known by its id: a person may make others in this account, and those are theirs. */
interface Remembered extends LogIn {
  readonly campaignId?: string;
}

// Without letters and digits that look alike: people read it off a terminal and type it.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const group = (): string => Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

const fileIn = (dataDir: string): string => path.join(dataDir, 'demo.json');

/** Reads `demo.json` of the data folder, making it first (mode 0600) when it is not there. */
export function remembered(dataDir: string): Remembered {
  const file = fileIn(dataDir);
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, 'utf8')) as Remembered;
  const made = { email: DEMO_EMAIL, password: [group(), group(), group(), group()].join('-') };
  fs.writeFileSync(file, `${JSON.stringify(made)}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}

/** Replaced as a whole, so that a crash leaves the old one. */
export function rememberCampaign(dataDir: string, campaignId: string): void {
  const next = `${fileIn(dataDir)}.next`;
  fs.writeFileSync(next, `${JSON.stringify({ ...remembered(dataDir), campaignId })}\n`, { mode: 0o600 });
  fs.renameSync(next, fileIn(dataDir));
}
