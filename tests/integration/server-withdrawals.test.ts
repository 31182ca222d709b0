/** Deposits and withdrawals over HTTP, by the operations our clients send. */
import { type DocumentNode, print } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  AddWithdrawalAddressDocument,
  CreateWalletDocument,
  RemoveWithdrawalAddressDocument,
  WalletDepositDocument,
  WithdrawalAddressesDocument,
  WithdrawalDocument,
  WithdrawalPreviewDocument,
  WithdrawalsDocument,
  WithdrawDocument,
} from '#client/generated/operations.ts';
import type { Address } from '#core/domain/ids.ts';
import { type Answer, codeOf, type Person, send, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { strangerAddress } from '../support/treasury.ts';
import { createWorld, newKey, type World } from '../support/world.ts';

const SOL = 1_000_000_000n;

let world: World;
let server: TestServer;
let owner: Person;
let wallet: { readonly id: string; readonly address: Address };
beforeAll(async () => {
  world = await createWorld();
  server = await startTestServer({ world });
  owner = await signUpSomebody(server.url);
  const { data } = await as(CreateWalletDocument, { input: { label: 'Main', idempotencyKey: newKey() } });
  wallet = data.createWallet;
  await world.fund(wallet.address, 5n * SOL);
});
afterAll(async () => {
  await server.stop();
  await world.close();
});

const as = (document: unknown, variables: object, token: string = owner.token): Promise<Answer> =>
  send(server.url, print(document as DocumentNode), { ...variables }, token);

async function stepUp(): Promise<void> {
  const proof = 'mutation ($input: StepUpInput!) { stepUp(input: $input) }';
  const { errors } = await send(server.url, proof, { input: { password: owner.password } }, owner.token);
  expect(errors).toEqual([]);
}

const newAddress = () => ({ input: { address: strangerAddress(), label: 'Exchange', idempotencyKey: newKey() } });

it('W-07 shows where to deposit, as text and as a picture', async () => {
  const { data } = await as(WalletDepositDocument, { id: wallet.id });
  const { address, uri, qr } = data.wallet.deposit as { address: string; uri: string; qr: string[] };
  expect({ address, uri }).toEqual({ address: wallet.address, uri: `solana:${wallet.address}` });
  expect(new Set(qr.map((row) => row.length))).toEqual(new Set([qr.length]));
  // The quiet zone of four modules, then the top of the finder patterns in both corners.
  expect(qr.slice(0, 4).join('')).toMatch(/^0+$/);
  expect(qr[4]).toMatch(/^0000(1{7})0.*01{7}0000$/);
});

it('A-06 lists no address and sends nothing before the session was proved again', async () => {
  const refused = await as(AddWithdrawalAddressDocument, newAddress());
  expect(codeOf(refused)).toBe('STEP_UP_REQUIRED');
  await stepUp();
  const { data, errors } = await as(AddWithdrawalAddressDocument, newAddress());
  expect(errors).toEqual([]);
  const { usableAt, createdAt, ...listed } = data.addWithdrawalAddress;
  expect(usableAt).toBe(createdAt);
  expect(listed).toMatchObject({ label: 'Exchange', removedAt: null });
  await world.rows.select(`UPDATE sessions SET stepped_up_at = now() - interval '6 minutes' WHERE user_id = $1`, [
    owner.userId,
  ]);
  const terms = { walletId: wallet.id, addressId: listed.id, asset: 'SOL', amount: `${SOL}` };
  expect(codeOf(await as(WithdrawDocument, { input: { ...terms, idempotencyKey: newKey() } }))).toBe(
    'STEP_UP_REQUIRED',
  );
  await stepUp();
});

it('W-07 previews, asks for, shows and lists a withdrawal', async () => {
  const { data: made } = await as(AddWithdrawalAddressDocument, newAddress());
  const { id: addressId, address: destination } = made.addWithdrawalAddress;
  const terms = { walletId: wallet.id, addressId, asset: 'SOL', amount: `${SOL}` };
  const { data: dry } = await as(WithdrawalPreviewDocument, { input: terms });
  expect(dry.withdrawalPreview).toMatchObject({ amount: `${SOL}`, rent: '0', usableAt: expect.any(String) });
  expect(BigInt(dry.withdrawalPreview.fee)).toBeGreaterThan(5_000n);
  const { data, errors } = await as(WithdrawDocument, { input: { ...terms, idempotencyKey: newKey() } });
  expect(errors).toEqual([]);
  expect(data.withdraw).toMatchObject({
    ...{ walletId: wallet.id, destination, label: 'Exchange', asset: 'SOL', amount: `${SOL}`, state: 'QUEUED' },
    ...{ intentState: 'PENDING', signature: null, explorerUrl: null, landedSlot: null, endedAt: null },
  });
  const { data: one } = await as(WithdrawalDocument, { id: data.withdraw.id });
  expect(one.withdrawal).toEqual(data.withdraw);
  const { data: all } = await as(WithdrawalsDocument, {});
  expect(all.withdrawals.edges).toEqual([{ node: data.withdraw }]);
  const short = await as(WithdrawalPreviewDocument, { input: { ...terms, amount: `${5n * SOL}` } });
  expect(short.errors[0]?.extensions).toMatchObject({ code: 'INSUFFICIENT_BALANCE', field: 'amount', asset: 'SOL' });
});

it('W-07 takes an address off the list', async () => {
  const { data: made } = await as(AddWithdrawalAddressDocument, newAddress());
  const { id } = made.addWithdrawalAddress;
  const listed = async (): Promise<string[]> => {
    const { data } = await as(WithdrawalAddressesDocument, {});
    return data.withdrawalAddresses.edges.map(({ node }: { node: { id: string } }) => node.id);
  };
  expect(await listed()).toContain(id);
  const { data } = await as(RemoveWithdrawalAddressDocument, { id });
  expect(data.removeWithdrawalAddress).toMatchObject({ id, removedAt: expect.any(String) });
  expect(await listed()).not.toContain(id);
});

it('A-07 lets an API key look, and neither list an address nor send anything', async () => {
  const create = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key } }';
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const input = { name: 'Bot', scopes: ['READ', 'TRADE', 'WALLETS'], expiresAt, idempotencyKey: newKey() };
  const { data } = await send(server.url, create, { input }, owner.token);
  const { key } = data.createApiKey;
  expect((await as(WithdrawalsDocument, {}, key)).errors).toEqual([]);
  const terms = { walletId: wallet.id, addressId: newKey(), asset: 'SOL', amount: null };
  const tried = [
    as(AddWithdrawalAddressDocument, newAddress(), key),
    as(RemoveWithdrawalAddressDocument, { id: newKey() }, key),
    as(WithdrawDocument, { input: { ...terms, idempotencyKey: newKey() } }, key),
  ];
  expect((await Promise.all(tried)).map(codeOf)).toEqual(['SESSION_REQUIRED', 'SESSION_REQUIRED', 'SESSION_REQUIRED']);
});
