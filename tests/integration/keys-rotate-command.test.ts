import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { environmentKek } from '#core/adapters/vault/kek/environment.ts';
import { createVault } from '#core/adapters/vault/vault.ts';
import type { MasterKey } from '#core/ports/kek.ts';
import { TYPESCRIPT_FLAGS } from '../../scripts/lib/run-typescript.mjs';
import { serveSigner } from '../../worker/signer/server.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { createFakeSigner } from '../support/fake-signer.ts';
import { openRows, type Rows } from '../support/rows.ts';

const masterKey = (id: string): MasterKey => ({ id, key: randomBytes(32) });
const [K1, K2] = [masterKey('k1'), masterKey('k2')];
const ring = [K2, K1].map(({ id, key }) => `${id}:${Buffer.from(key).toString('base64')}`).join(',');

let database: TestDatabase;
let rows: Rows;
let folder: string;
beforeAll(async () => {
  database = await cloneDatabase();
  rows = openRows(database.superuserUrl);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-rotate-'));
  const vault = createVault(environmentKek([K1]));
  for (let n = 0; n < 3; n += 1) {
    const { userId } = await rows.tenant();
    const { blob } = await vault.makeDataKey(userId);
    await rows.insert('user_data_keys', { user_id: userId, blob: Buffer.from(blob), kek_id: 'k1' });
  }
});
afterAll(async () => {
  await rows.close();
  await database.drop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** The program as `npm run sluice -- keys rotate` starts it. */
const rotate = (): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const env = {
      PATH: process.env['PATH'],
      MASTER_KEYS: ring,
      DATABASE_SIGNER_URL: database.addresses.DATABASE_SIGNER_URL,
      SIGNER_SOCKET: path.join(folder, 'signer.sock'),
    };
    execFile(process.execPath, [...TYPESCRIPT_FLAGS, 'scripts/rotate-keys.ts'], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), said: `${stdout}${stderr}`.trim() }),
    );
  });

it('W-02 keys rotate does not begin while a signer runs that would open nothing after it', async () => {
  const signer = { ...createFakeSigner(), holdsKek: (kekId: string) => kekId === 'k1' };
  const log = pino({ level: 'silent' });
  const server = await serveSigner({ signer, socketPath: path.join(folder, 'signer.sock'), log });
  const said = 'The signer that runs does not hold "k2" yet. Restart Sluice with the new key first, then rotate.';
  expect(await rotate()).toEqual({ code: 1, said });
  await server.close();
  expect(await rows.select('SELECT DISTINCT kek_id AS kek FROM user_data_keys')).toEqual([{ kek: 'k1' }]);
});

it('W-02 keys rotate tells how far it is, what it read back, and which keys may go; of keys themselves it tells nothing', async () => {
  const { code, said } = await rotate();
  expect(said.replace(/[\d,]+ a second/, 'N a second')).toBe(
    [
      ...['3 of 3, N a second', '3 keys wrapped anew by k2. Read back from the database:', '  k2: 3 keys'],
      '3 keys opened by k2 alone; 3 of 3 are what they were.',
      'Nothing needs an older master key any more: all but k2 may be removed (backups of before still need them).',
    ].join('\n'),
  );
  expect(code).toBe(0);
  const told = await rows.select(`SELECT action, object_id, detail FROM audit_log`);
  const detail = { rewrapped: 3, opened: 3 };
  expect(told).toEqual([{ action: 'keys.rotated', object_id: 'k2', detail }]);
});
