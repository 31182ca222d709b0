import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const SCRIPT = path.resolve(import.meta.dirname, '../../scripts/rehearse.mjs');

it('E-04 C-10 a rehearsal lands every intent exactly once, and its ledger equals the chain', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [SCRIPT, '--trades', '7', '--wallets', '2', '--json'],
    // Not the test run's own database and Redis: a rehearsal brings its own.
    { timeout: 150_000, env: { ...process.env, LOCALNET_SLOT_MS: '100' } },
  );
  const lastLine = stdout.trimEnd().split('\n').at(-1) ?? '';
  expect(JSON.parse(lastLine)).toEqual({
    landed: 7,
    failed: 0,
    lost: 0,
    doubled: 0,
    ledgerEqualsChain: true,
    seconds: expect.any(Number),
    dueToSignedP95Ms: expect.any(Number),
    dueToConfirmedP95Ms: expect.any(Number),
  });
}, 180_000);
