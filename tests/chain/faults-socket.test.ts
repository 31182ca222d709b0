import { type Connection, Keypair } from '@solana/web3.js';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { closeSocket, SOL } from './local-chain.ts';
import { startTwoEndpoints } from './support/two-endpoints.ts';

/** Lamports an account subscription has told of, so far. */
async function listen(connection: Connection, account: Keypair): Promise<number[]> {
  const told: number[] = [];
  connection.onAccountChange(account.publicKey, ({ lamports }) => told.push(lamports), { commitment: 'processed' });
  onTestFinished(() => closeSocket(connection));
  return told;
}

test('R-02 a socket stays open and goes silent behind one address, and speaks again when the rule is gone', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain, faulty, healthy } = two;
  const account = Keypair.generate();
  const pay = () => chain.connection.requestAirdrop(account.publicKey, SOL);
  const [deaf, heard] = [await listen(faulty, account), await listen(healthy, account)];
  // Until both subscriptions stand, nothing is known to be missing.
  let paid = 0;
  await expect
    .poll(
      async () => {
        await pay();
        paid += 1;
        return deaf.length > 0 && heard.length > 0;
      },
      { timeout: 30_000 },
    )
    .toBe(true);
  const rule = await board.set({ kind: 'socket-silent', endpoint: 0 });
  const before = deaf.length;
  await pay();
  await expect.poll(() => heard.at(-1), { timeout: 30_000 }).toBe((paid + 1) * SOL);
  expect(deaf.length).toBe(before);
  await board.remove(rule);
  await pay();
  await expect.poll(() => deaf.at(-1), { timeout: 30_000 }).toBe((paid + 2) * SOL);
});

test('R-02 sockets are cut and new ones refused while the rule stands', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain } = two;
  const url = (chain.localnet.rpcUrls[0] ?? '')
    .replace('http', 'ws')
    .replace(/\d+$/, (port) => String(Number(port) + 1));
  const open = (): Promise<WebSocket> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url);
      socket.addEventListener('open', () => resolve(socket));
      socket.addEventListener('close', () => resolve(socket));
    });
  const closed = (socket: WebSocket) =>
    expect.poll(() => socket.readyState, { timeout: 30_000 }).toBe(WebSocket.CLOSED);
  const first = await open();
  expect(first.readyState).toBe(WebSocket.OPEN);
  await board.set({ kind: 'socket-drop', endpoint: 0 });
  await closed(first);
  await closed(await open());
  await board.clear();
  const last = await open();
  expect(last.readyState).toBe(WebSocket.OPEN);
  last.close();
});
