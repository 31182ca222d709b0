import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountState } from '../chain/account.ts';
import type { ChainState } from '../chain/block-log.ts';
import { type AccountWrite, decodeWrites } from './account-codec.ts';
import { type BlockIndex, decodeIndex } from './block-codec.ts';
import { FileLog } from './file-log.ts';
import { FileWindow } from './file-window.ts';
import { FolderLock } from './folder-lock.ts';
import { type Frame, scanLog } from './scan.ts';
import { readSnapshot } from './snapshot.ts';

const FILE_NAME = 'blocks.log';

/**
 * Opens the chain's log in a folder (made when absent) and brings its blocks, transactions and accounts back into
 * `state`, which holds what the runtime starts with. A torn end is cut off.
 */
export async function openLog(folder: string, state: ChainState): Promise<FileLog> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await FolderLock.acquire(folder);
  const file = await openForAppend(join(folder, FILE_NAME));
  const presets = new Map(state.accounts.capture());
  const { size } = await file.stat();
  const window = new FileWindow(file.fd, size);
  const frames = scanLog(window);
  const end = frames.at(-1)?.end ?? 0;
  if (end < size) await file.truncate(end);
  const writesSinceSnapshot = await replay(folder, window, frames, state);
  const capture = (): AccountWrite[] =>
    state.accounts.capture().filter(([address, account]) => presets.get(address) !== account);
  return new FileLog({ folder, file, lock, end, writesSinceSnapshot, capture });
}

async function openForAppend(path: string): Promise<FileHandle> {
  const file = await open(path, 'a', 0o600);
  await file.close();
  return open(path, 'r+');
}

/** Returns the number of account writes that are in the log alone. */
async function replay(folder: string, file: FileWindow, frames: readonly Frame[], state: ChainState): Promise<number> {
  const snapshot = await readSnapshot(folder);
  if (snapshot !== null && snapshot.height >= frames.length) {
    throw new Error(
      `The chain's log in ${folder} ends before its account snapshot: the folder is damaged; remove it to begin anew.`,
    );
  }
  for (const [address, account] of snapshot?.writes ?? []) state.accounts.load(address, account);
  const after = new Map<string, AccountState | null>();
  let writes = 0;
  frames.forEach((frame, height) => {
    replayIndex(decodeIndex(file.read(frame.indexOffset, frame.indexLength)), frame, state);
    if (height <= (snapshot?.height ?? -1)) return;
    for (const [address, account] of decodeWrites(file.read(frame.writesOffset, frame.writesLength))) {
      after.set(address, account);
      writes += 1;
    }
  });
  for (const [address, account] of after) state.accounts.load(address, account);
  return writes;
}

function replayIndex({ height, block, addresses, transactions }: BlockIndex, frame: Frame, state: ChainState): void {
  state.blocks.append(block);
  let offset = frame.detailsOffset;
  for (const [signature, length, err, memo, positions] of transactions) {
    const entry = { signature, height, err, memo, details: { offset, length } };
    state.transactions.append(
      entry,
      positions.map((position) => addresses[position] ?? ''),
    );
    offset += length;
  }
}
