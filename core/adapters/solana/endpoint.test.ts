import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#core/adapters/clock.ts';
import { type Address, type Signature, WSOL_MINT } from '#core/domain/ids.ts';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import { createEndpoint } from './endpoint.ts';
import { createTransport, type Transport } from './transport.ts';

const SYSTEM = '11111111111111111111111111111111';
const WALLET = 'SysvarC1ock11111111111111111111111111111111' as Address;
const SIGNATURE = 'signature' as Signature;

let server: http.Server;
let transport: Transport;
let endpoint: ChainEndpoint;
let result: unknown;
let asked: { method: string; params: unknown[] }[];
beforeEach(async () => {
  asked = [];
  server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString());
    asked.push({ method, params });
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  transport = createTransport({ settings: { url }, name: 'fake', clock: systemClock });
  endpoint = createEndpoint({ name: 'fake', transport, onHeights: () => undefined });
});
afterEach(() => {
  transport.close();
  server.closeAllConnections();
  server.close();
});

/** As an endpoint shows it, with these token balances before and after. */
const transaction = (tokenBalances: object): unknown => ({
  slot: 7,
  blockTime: null,
  version: 'legacy',
  transaction: {
    signatures: [SIGNATURE],
    message: {
      header: { numRequiredSignatures: 1, numReadonlySignedAccounts: 0, numReadonlyUnsignedAccounts: 0 },
      accountKeys: [SYSTEM, WALLET],
      recentBlockhash: SYSTEM,
      instructions: [],
    },
  },
  meta: { err: null, fee: 5_000, preBalances: [9_000, 1], postBalances: [4_000, 1], logMessages: [], ...tokenBalances },
});

const uiTokenAmount = { amount: '3', decimals: 0, uiAmount: 3, uiAmountString: '3' };
const balance = { accountIndex: 1, mint: WSOL_MINT, uiTokenAmount };
const read = async () => (await endpoint.transactions([SIGNATURE], 'finalized'))[0];

describe('I7 what the ledger is made from', () => {
  it('reads the balances of a transaction', async () => {
    result = transaction({ preTokenBalances: [], postTokenBalances: [{ ...balance, owner: WALLET }] });
    const shown = { account: WALLET, mint: WSOL_MINT, owner: WALLET, amount: 3n };
    expect(await read()).toMatchObject({ postLamports: [4_000n, 1n], preTokens: [], postTokens: [shown] });
  });

  it.each([
    ['a token balance without its owner', { preTokenBalances: [], postTokenBalances: [balance] }],
    ['an owner left empty', { preTokenBalances: [{ ...balance, owner: '' }], postTokenBalances: [] }],
    ['no token balances at all', { preTokenBalances: null, postTokenBalances: null }],
  ])('takes %s for no answer', async (_, tokenBalances) => {
    result = transaction(tokenBalances);
    await expect(read()).rejects.toMatchObject({ name: 'EndpointError', failure: 'BAD_ANSWER' });
  });

  it('refuses lists that a lagging node behind the same address would leave short', async () => {
    result = [];
    await endpoint.signaturesFor(WALLET, { limit: 5, minContextSlot: 42n });
    result = { context: { slot: 42 }, value: [] };
    await endpoint.tokenAccountsOf(WALLET, { commitment: 'finalized', minContextSlot: 42n });
    expect(asked.map(({ method, params }) => [method, params.at(-1)])).toEqual([
      ['getSignaturesForAddress', { commitment: 'finalized', limit: 5, minContextSlot: 42 }],
      ...[1, 2].map(() => ['getTokenAccountsByOwner', expect.objectContaining({ minContextSlot: 42 })]),
    ]);
  });
});
