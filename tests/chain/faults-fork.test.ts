import { Connection, Keypair } from '@solana/web3.js';
import { expect, test } from 'vitest';
import { startLocalnet } from '../../localnet/start.ts';
import { temporaryFolder } from './chain-process.ts';
import { SOL, signed, startTestChain, transfer } from './local-chain.ts';
import { switchboardOf } from './support/faults.ts';
import { send, startTwoEndpoints, statusOf } from './support/two-endpoints.ts';

test('E-04 a fork undoes what is processed and not what is confirmed, and its transactions are gone', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain, healthy, payer } = two;
  const before = await healthy.getBalance(payer.publicKey, 'processed');
  const confirmed = await two.prepare();
  const kept = await send(healthy, confirmed);
  await chain.localnet.tick();
  const [first, second] = [await two.prepare(), await two.prepare()];
  const sealed = await send(healthy, first);
  await chain.localnet.tick();
  const open = await send(healthy, second);
  const [height, slot] = [await healthy.getBlockHeight('processed'), await healthy.getSlot('processed')];
  const undoneSlots = [slot - 1, slot];

  expect(await board.fork({ blocks: 9 })).toEqual({
    ...{ height: height - 1, slot: slot + 1 },
    transactions: [sealed, open].map((signature) => ({ signature, outcome: 'dropped' })),
  });
  expect((await healthy.getSignatureStatuses([kept, sealed, open])).value.map((status) => status !== null)).toEqual([
    ...[true, false, false],
  ]);
  expect(await healthy.getBalance(first.to, 'processed')).toBe(0);
  expect(await healthy.getBalance(payer.publicKey, 'processed')).toBe(before - SOL - 5_000);
  await chain.localnet.tick(40);
  expect(await healthy.getBlocks(slot - 3, slot + 2)).toEqual([slot - 3, slot - 2, slot + 1, slot + 2]);
  expect((await healthy.getSignaturesForAddress(payer.publicKey)).map(({ signature }) => signature)).toContain(kept);
  expect(await healthy.getSignaturesForAddress(first.to)).toEqual([]);
  await expect(healthy.getBlock(undoneSlots[0] ?? 0, { maxSupportedTransactionVersion: 0 })).rejects.toThrow('skipped');
  // Undone is not landed: the same bytes may run while their blockhash lives.
  expect(await send(healthy, second)).toBe(open);
  expect((await statusOf(healthy, open)).status?.err).toBeNull();
});

test('E-04 after a fork transactions run again in another order, unless their blockhash went with it', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain, healthy, payer } = two;
  const [first, second] = [await two.prepare(), await two.prepare()];
  const signatures = [await send(healthy, first), await send(healthy, second)];
  await chain.localnet.tick();
  // On the hash of the block that will be undone.
  const orphan = await send(healthy, await two.prepare());
  const report = await board.fork({ blocks: 2, transactions: 'reverse' });
  expect(report).toMatchObject({
    transactions: [
      { signature: orphan, outcome: 'Blockhash not found' },
      { signature: signatures[1], outcome: 'landed' },
      { signature: signatures[0], outcome: 'landed' },
    ],
  });
  await chain.localnet.tick(2);
  const history = await healthy.getSignaturesForAddress(payer.publicKey, { limit: 2 });
  expect(history.map(({ signature }) => signature)).toEqual(signatures);
  expect(await healthy.getBalance(first.to)).toBe(SOL);
});

test('E-04 a fork leaves a folder from which the chain starts again without what was undone', async () => {
  await using folder = await temporaryFolder();
  const to = [Keypair.generate().publicKey, Keypair.generate().publicKey, Keypair.generate().publicKey] as const;
  {
    await using chain = await startTestChain({ slotMs: 'manual', dataDir: folder.path, faults: {} });
    const board = switchboardOf(chain.localnet);
    const payer = await chain.funded();
    const pay = async (account: (typeof to)[number]) => {
      const { blockhash } = await chain.connection.getLatestBlockhash('confirmed');
      await chain.connection.sendRawTransaction(signed([transfer(payer.publicKey, account, SOL)], blockhash, payer), {
        skipPreflight: true,
      });
    };
    await chain.localnet.tick(4);
    await pay(to[0]);
    await chain.localnet.tick();
    await pay(to[1]);
    await board.fork({ blocks: 2 });
    await pay(to[2]);
    await board.fork({ blocks: 1, transactions: 'rerun' });
    await chain.localnet.tick(2);
    await board.fork({ blocks: 1 });
  }
  const again = await startLocalnet({ slotMs: 'manual', dataDir: folder.path });
  const connection = new Connection(again.rpcUrl, 'finalized');
  expect(await Promise.all(to.map((account) => connection.getBalance(account)))).toEqual([0, 0, SOL]);
  await again.stop();
});
