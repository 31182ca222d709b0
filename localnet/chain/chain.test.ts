import { expect, test, vi } from 'vitest';
import { Faucet } from '../faucet.ts';
import { Bank } from './bank.ts';
import { encodeBase58 } from './base58.ts';
import type { BlockLog } from './block-log.ts';
import { bootChain } from './boot.ts';
import { parseTransaction } from './wire-transaction.ts';

const faucet = new Faucet();
const recipient = encodeBase58(Buffer.alloc(32, 7));

/** A chain whose disk answers only when the test says so. */
async function chainOnSlowDisk() {
  const writes: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const log: BlockLog = {
    append: ({ height }) =>
      height === 0 ? Promise.resolve() : new Promise<void>((resolve, reject) => writes.push({ resolve, reject })),
    undo: () => {},
    read: () => Promise.reject(new Error('not asked for')),
    close: () => Promise.resolve(),
  };
  const fail = vi.fn();
  const chain = await bootChain(new Bank(), faucet.address, async () => log, fail);
  const { blockhash } = chain.latestBlockhash(chain.view('processed'));
  const outcome = chain.submit(parseTransaction(faucet.airdrop(recipient, 1_000_000n, blockhash)));
  expect(outcome.landed).toBe(true);
  return { chain, writes, fail };
}

test('nothing is confirmed before it is on disk, and slots stop rather than run ahead of it', async () => {
  const { chain, writes } = await chainOnSlowDisk();
  for (let slot = 0; slot < 50; slot += 1) void chain.tick();
  expect(chain.view('processed').height).toBe(9);
  expect(chain.view('confirmed').height).toBe(0);
  expect(chain.account(recipient, chain.view('confirmed'))).toBeNull();
  const reached: string[] = [];
  chain.events.on('reached', ({ commitment, height, transactions }) => {
    reached.push(`${commitment} ${height}: ${transactions.length}`);
  });
  for (const { resolve } of writes.slice(0, 3)) resolve();
  await vi.waitUntil(() => chain.view('confirmed').height === 3);
  expect(reached).toEqual(['confirmed 1: 1', 'confirmed 2: 0', 'confirmed 3: 0']);
  expect(chain.account(recipient, chain.view('confirmed'))?.lamports).toBe(1_000_000n);
});

test('a disk that fails is reported, and confirms nothing', async () => {
  const { chain, writes, fail } = await chainOnSlowDisk();
  const full = new Error('no space left on device');
  void chain.tick();
  void chain.tick();
  void chain.tick();
  writes[0]?.reject(full);
  await vi.waitUntil(() => fail.mock.calls.length > 0);
  expect(fail).toHaveBeenCalledWith(full);
  expect(chain.view('confirmed').height).toBe(0);
});
