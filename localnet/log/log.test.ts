import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AccountState } from '../chain/account.ts';
import { AccountStore } from '../chain/account-store.ts';
import { encodeBase58 } from '../chain/base58.ts';
import type { BlockRecord, ChainState } from '../chain/block-log.ts';
import { BlockTable } from '../chain/block-table.ts';
import { TransactionTable } from '../chain/transaction-table.ts';
import { FileLog } from './file-log.ts';
import { FolderLock } from './folder-lock.ts';
import { openLog } from './open-log.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';

const ADDRESSES = [1, 2, 3].map((byte) => encodeBase58(Buffer.alloc(32, byte)));
const [ALICE = '', BOB = '', CAROL = ''] = ADDRESSES;
const RUNNING = new AbortController().signal;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'localnet-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function emptyState(): ChainState {
  return { accounts: new AccountStore(), blocks: new BlockTable(), transactions: new TransactionTable() };
}

function account(lamports: bigint): AccountState {
  return { lamports, data: Buffer.from('data'), owner: CAROL, executable: false };
}

function block(height: number, writes: BlockRecord['writes']): BlockRecord {
  const entry = {
    signature: `signature ${height}`,
    height,
    err: { Custom: height },
    memo: null,
    details: Buffer.from(`details ${height}`),
  };
  return {
    height,
    block: { slot: 100 + height, blockhash: encodeBase58(Buffer.alloc(32, height)), time: height, transactions: 1 },
    transactions: [{ entry, addresses: [ALICE, BOB] }],
    writes,
  };
}

test('what was appended comes back: accounts, blocks, transactions and their details', async () => {
  const log = await openLog(folder, emptyState());
  await Promise.all([
    log.append(
      block(0, [
        [ALICE, account(5n)],
        [BOB, account(2n ** 64n - 1n)],
      ]),
    ),
    log.append(
      block(1, [
        [ALICE, null],
        [CAROL, account(7n)],
      ]),
    ),
  ]);
  await log.close();
  const state = emptyState();
  const again = await openLog(folder, state);
  expect(new Map(state.accounts.capture())).toEqual(
    new Map([
      [BOB, account(2n ** 64n - 1n)],
      [CAROL, account(7n)],
    ]),
  );
  expect(state.blocks.header(1)).toMatchObject({ slot: 101, parentSlot: 100, totalTransactions: 2 });
  const entry = state.transactions.find('signature 1');
  expect(entry).toMatchObject({ height: 1, err: { Custom: 1 }, memo: null });
  expect(entry && String(await again.read(entry.details))).toBe('details 1');
  expect([...state.transactions.newestFirst(BOB)].map(({ signature }) => signature)).toEqual([
    'signature 1',
    'signature 0',
  ]);
  await again.close();
});

test('a snapshot stands for the blocks up to its height, and the log alone for those after it', async () => {
  const log = await openLog(folder, emptyState());
  await log.append(block(0, [[ALICE, account(5n)]]));
  await log.append(block(1, [[BOB, account(6n)]]));
  await log.close();
  await writeSnapshot(folder, 0, [[CAROL, account(9n)]], RUNNING);
  const state = emptyState();
  await (await openLog(folder, state)).close();
  expect(new Map(state.accounts.capture())).toEqual(
    new Map([
      [CAROL, account(9n)],
      [BOB, account(6n)],
    ]),
  );
});

test('a snapshot ahead of the log, or damaged, is refused in a sentence', async () => {
  const log = await openLog(folder, emptyState());
  await log.append(block(0, []));
  await log.close();
  await writeSnapshot(folder, 1, [[CAROL, account(9n)]], RUNNING);
  await expect(openLog(folder, emptyState())).rejects.toThrow('the folder is damaged');
  const path = join(folder, 'accounts.snapshot');
  const bytes = await readFile(path);
  bytes[30] = (bytes[30] ?? 0) ^ 1;
  await writeFile(path, bytes);
  await expect(readSnapshot(folder)).rejects.toThrow('is damaged');
});

test('a snapshot that is given up leaves the one before it', async () => {
  await writeSnapshot(folder, 3, [[CAROL, account(9n)]], RUNNING);
  await writeSnapshot(folder, 4, [[CAROL, account(10n)]], AbortSignal.abort());
  expect((await readSnapshot(folder))?.height).toBe(3);
});

test('after a write that failed no later block is taken, so that the log has no gap', async () => {
  const file = await open(join(folder, 'full'), 'w+');
  const write = vi.spyOn(file, 'write').mockRejectedValueOnce(new Error('no space left on device'));
  const lock = await FolderLock.acquire(folder);
  const log = new FileLog({ folder, file, lock, end: 0, writesSinceSnapshot: 0, capture: () => [] });
  await expect(log.append(block(0, []))).rejects.toThrow('no space left');
  await expect(log.append(block(1, []))).rejects.toThrow('no space left');
  expect(write).toHaveBeenCalledTimes(1);
  await log.close();
});

test('details stay in memory through finality and are read from the file after it', async () => {
  const log = await openLog(folder, emptyState());
  const records = Array.from({ length: 60 }, (_, height) => block(height, []));
  for (const record of records) await log.append(record);
  const details = records.map(({ transactions }) => transactions[0]?.entry.details ?? Buffer.alloc(0));
  expect(details.map((one) => Buffer.isBuffer(one))).toEqual(records.map(({ height }) => height > 11));
  const read = await Promise.all(details.map((one) => log.read(one)));
  expect(read.map(String)).toEqual(records.map(({ height }) => `details ${height}`));
  await log.close();
});

test('blocks that are taken back leave the file, whether they were on disk or still waited for it', async () => {
  const log = await openLog(folder, emptyState());
  await log.append(block(0, [[ALICE, account(1n)]]));
  await log.append(block(1, [[ALICE, account(2n)]]));
  const waiting = log.append(block(2, [[BOB, account(3n)]]));
  log.undo(1);
  await Promise.all([waiting, log.append(block(1, [[CAROL, account(4n)]]))]);
  // Not written yet: there is nothing to take back.
  log.undo(2);
  await log.append(block(2, []));
  await log.close();
  const state = emptyState();
  await (await openLog(folder, state)).close();
  expect([state.blocks.tip, ...ADDRESSES.map((address) => state.accounts.current(address)?.lamports)]).toEqual([
    ...[2, 1n, undefined, 4n],
  ]);
});
