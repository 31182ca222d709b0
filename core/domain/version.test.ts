import fs from 'node:fs';
import { expect, it } from 'vitest';
import { VERSION } from './version.ts';

it('names the version of package.json', () => {
  const file = new URL('../../package.json', import.meta.url);
  expect(VERSION).toBe((JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string }).version);
});
