import {
  createInitializeMetadataPointerInstruction,
  createInitializeMint2Instruction,
  ExtensionType,
  getMintLen,
  NATIVE_MINT,
  TOKEN_2022_PROGRAM_ID,
  tokenMetadataInitializeWithRentTransfer,
} from '@solana/spl-token';
import { Keypair, SystemProgram } from '@solana/web3.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createShortMemory } from '#core/adapters/redis/short-memory.ts';
import type { ShortMemory } from '#core/ports/short-memory.ts';
import type { Actor } from '#core/store/tenant.ts';
import { addPool } from '#core/usecases/pool/add-pool.ts';
import { discoverPools } from '#core/usecases/pool/discover-pools.ts';
import { getPools } from '#core/usecases/pool/get-pools.ts';
import { listPools } from '#core/usecases/pool/list-pools.ts';
import { readPoolReserves } from '#core/usecases/pool/read-pool-reserves.ts';
import { getTokens } from '#core/usecases/token/get-tokens.ts';
import { listTokens } from '#core/usecases/token/list-tokens.ts';
import { previewToken } from '#core/usecases/token/preview-token.ts';
import { registerToken } from '#core/usecases/token/register-token.ts';
import { operatorKeypair } from '../../localnet/tools/keys.ts';
import { createToken } from '../../localnet/tools/token.ts';
import { sendInstructions } from '../../localnet/tools/transactions.ts';
import { emptyRedis } from '../support/redis.ts';
import { createWorld, expectRefused, newKey, type World } from '../support/world.ts';

let world: World;
let ours: Actor;
let theirs: Actor;
beforeAll(async () => {
  world = await createWorld();
  ours = await world.rows.tenant();
  theirs = await world.rows.tenant();
});
afterAll(() => world.close());

/** A Token-2022 mint that carries its own metadata. */
async function createExtendedMint(): Promise<string> {
  const [payer, mint] = [operatorKeypair(), Keypair.generate()];
  const space = getMintLen([ExtensionType.MetadataPointer]);
  const lamports = await world.connection.getMinimumBalanceForRentExemption(space);
  const account = { fromPubkey: payer.publicKey, newAccountPubkey: mint.publicKey, lamports, space };
  const program = TOKEN_2022_PROGRAM_ID;
  await sendInstructions(
    world.connection,
    [payer, mint],
    [
      SystemProgram.createAccount({ ...account, programId: program }),
      createInitializeMetadataPointerInstruction(mint.publicKey, payer.publicKey, mint.publicKey, program),
      createInitializeMint2Instruction(mint.publicKey, 4, payer.publicKey, null, program),
    ],
  );
  await tokenMetadataInitializeWithRentTransfer(
    ...[world.connection, payer, mint.publicKey, payer.publicKey, payer, 'Extended', 'EXT', ''],
  );
  return mint.publicKey.toBase58();
}

describe('T-01 a token', () => {
  it('is previewed and registered with what the chain says', async () => {
    const described = { mint: world.demo.mint, program: 'TOKEN', decimals: 6, symbol: 'DRIP', name: 'Drip' };
    expect(await previewToken(world, { mint: world.demo.mint })).toEqual({ ...described, supply: 10n ** 15n });
    const token = await registerToken(world, ours, { mint: ` ${world.demo.mint} `, idempotencyKey: newKey() });
    expect(token).toMatchObject(described);
    expect(await getTokens(world, ours, [token.id])).toEqual([token]);
    const audited = await world.rows.select('SELECT action FROM audit_log WHERE object_id = $1', [token.id]);
    expect(audited).toEqual([{ action: 'token.registered' }]);
  });

  it('of Token-2022 has the name its mint carries', async () => {
    const mint = await createExtendedMint();
    expect(await previewToken(world, { mint })).toMatchObject({
      ...{ program: 'TOKEN_2022', decimals: 4, symbol: 'EXT', name: 'Extended', supply: 0n },
    });
  });

  it.each([
    ['no address', () => 'mint', 'INVALID_ADDRESS'],
    ['an address with nothing there', () => Keypair.generate().publicKey.toBase58(), 'NOT_A_MINT'],
    ['a wallet', () => operatorKeypair().publicKey.toBase58(), 'NOT_A_MINT'],
    ['a pool', () => world.demo.pool, 'NOT_A_MINT'],
  ])('R-04 is refused for %s', async (_what, mint, code) => {
    const input = { mint: mint(), idempotencyKey: newKey() };
    await expectRefused(world, () => registerToken(world, ours, input), code, { field: 'mint' });
  });

  it('is registered once by each organisation, and seen by it alone', async () => {
    const tenants = [await world.rows.tenant(), await world.rows.tenant()] as const;
    const input = () => ({ mint: NATIVE_MINT.toBase58(), idempotencyKey: newKey() });
    const [a, b] = [await registerToken(world, tenants[0], input()), await registerToken(world, tenants[1], input())];
    expect(a).toMatchObject({ symbol: 'SOL', decimals: 9 });
    await expectRefused(world, () => registerToken(world, tenants[0], input()), 'TOKEN_EXISTS', { field: 'mint' });
    expect((await listTokens(world, tenants[0], { first: 5 })).items.map(({ node }) => node.id)).toEqual([a.id]);
    expect(await getTokens(world, tenants[0], [b.id])).toEqual([]);
  });

  it('E-05 is one for fifty calls with one key', async () => {
    const tenant = await world.rows.tenant();
    const input = { mint: world.demo.mint, idempotencyKey: newKey() };
    const tokens = await Promise.all(Array.from({ length: 50 }, () => registerToken(world, tenant, input)));
    expect(new Set(tokens.map((token) => token.id)).size).toBe(1);
    expect((await listTokens(world, tenant, { first: 5 })).items).toHaveLength(1);
  });

  it('A-05 is not registered by a viewer', async () => {
    const input = { mint: world.demo.mint, idempotencyKey: newKey() };
    await expectRefused(world, () => registerToken(world, { ...theirs, role: 'viewer' }, input), 'FORBIDDEN');
  });
});

/** A chain whose endpoints are all away. */
const silent = () => ({
  genesisHash: world.chain.genesisHash,
  read: () => Promise.reject(new Error('nobody there')),
});
const forgetful: ShortMemory = { recall: async (keys) => keys.map(() => null), remember: () => undefined };

describe('T-02 a pool', () => {
  const tokenOf = async (tenant: Actor, mint: string): Promise<string> =>
    (await registerToken(world, tenant, { mint, idempotencyKey: newKey() })).id;

  it('is added by its address with everything that never changes of it', async () => {
    const tenant = await world.rows.tenant();
    const tokenId = await tokenOf(tenant, world.demo.mint);
    const pool = await addPool(world, tenant, { address: world.demo.pool, tokenId, idempotencyKey: newKey() });
    expect(pool).toMatchObject({
      ...{ venue: 'raydium-amm-v4', address: world.demo.pool },
      ...{ baseMint: world.demo.mint, baseDecimals: 6, baseSymbol: 'DRIP' },
      ...{ quoteMint: NATIVE_MINT.toBase58(), quoteDecimals: 9, quoteSymbol: 'SOL' },
      ...{ feeNumerator: 25n, feeDenominator: 10_000n },
    });
    expect((await listPools(world, tenant, { first: 5, tokenId })).items.map(({ node }) => node)).toEqual([pool]);
    const again = { address: world.demo.pool, tokenId, idempotencyKey: newKey() };
    await expectRefused(world, () => addPool(world, tenant, again), 'POOL_EXISTS', { field: 'address' });
    expect(await getPools(world, theirs, [pool.id])).toEqual([]);
    await expectRefused(world, () => listPools(world, theirs, { first: 5, tokenId }), 'NOT_FOUND');
    const reserves = (await readPoolReserves({ ...world, memory: forgetful }, [pool])).get(pool.id);
    expect(reserves).toMatchObject({ baseReserve: 5_000_000n * 10n ** 6n, quoteReserve: 500n * 10n ** 9n });
  });

  it('is listed only for the tokens it trades', async () => {
    const tenant = await world.rows.tenant();
    const tokenId = await tokenOf(tenant, world.demo.mint);
    await addPool(world, tenant, { address: world.demo.pool, tokenId, idempotencyKey: newKey() });
    const other = await createToken(world.connection, operatorKeypair(), {
      ...{ seed: 'unpooled', name: 'Unpooled', symbol: 'UNP', decimals: 2, supply: 1n },
    });
    const otherId = await tokenOf(tenant, other.mint.toBase58());
    expect((await listPools(world, tenant, { first: 5, tokenId: otherId })).items).toEqual([]);
    const input = { address: world.demo.pool, tokenId: otherId, idempotencyKey: newKey() };
    const context = { field: 'address', mint: other.mint.toBase58(), pool: world.demo.pool };
    await expectRefused(world, () => addPool(world, tenant, input), 'POOL_OF_ANOTHER_MINT', context);
  });

  it('is found for a mint, with its depth', async () => {
    const [pool] = await discoverPools(world, { mint: world.demo.mint });
    expect(pool).toMatchObject({ address: world.demo.pool, quoteReserve: 500n * 10n ** 9n });
  });

  it('is not added for a Token-2022 mint, which this venue cannot trade', async () => {
    const tokenId = await tokenOf(ours, await createExtendedMint());
    const input = { address: world.demo.pool, tokenId, idempotencyKey: newKey() };
    await expectRefused(world, () => addPool(world, ours, input), 'TOKEN_PROGRAM_UNSUPPORTED', { field: 'tokenId' });
  });

  it.each([
    ['no address', () => 'pool', 'INVALID_ADDRESS'],
    ['an address with nothing there', () => Keypair.generate().publicKey.toBase58(), 'NOT_A_POOL'],
    ['a mint', () => world.demo.mint, 'NOT_A_POOL'],
    ['a wallet', () => operatorKeypair().publicKey.toBase58(), 'NOT_A_POOL'],
  ])('R-04 is refused for %s', async (_what, address, code) => {
    const tenant = await world.rows.tenant();
    const tokenId = await tokenOf(tenant, world.demo.mint);
    const input = { address: address(), tokenId, idempotencyKey: newKey() };
    await expectRefused(world, () => addPool(world, tenant, input), code, { field: 'address' });
  });

  it("A-09 is not added for another organisation's token, nor by a viewer", async () => {
    const tenant = await world.rows.tenant();
    const tokenId = await tokenOf(tenant, world.demo.mint);
    const input = () => ({ address: world.demo.pool, tokenId, idempotencyKey: newKey() });
    await expectRefused(world, () => addPool(world, theirs, input()), 'NOT_FOUND', { what: 'token' });
    await expectRefused(world, () => addPool(world, { ...tenant, role: 'viewer' }, input()), 'FORBIDDEN');
  });

  it('O-04 is shown without reserves while no endpoint answers', async () => {
    const tenant = await world.rows.tenant();
    const tokenId = await tokenOf(tenant, world.demo.mint);
    const pool = await addPool(world, tenant, { address: world.demo.pool, tokenId, idempotencyKey: newKey() });
    expect(await readPoolReserves({ ...world, chain: silent(), memory: forgetful }, [pool])).toEqual(new Map());
  });

  it('has its reserves remembered in Redis for two seconds, for every process', async () => {
    const tenant = await world.rows.tenant();
    const tokenId = await tokenOf(tenant, world.demo.mint);
    const pool = await addPool(world, tenant, { address: world.demo.pool, tokenId, idempotencyKey: newKey() });
    const url = await emptyRedis();
    const [writer, reader] = [createShortMemory(url), createShortMemory(url)];
    const connected = async () => {
      writer.remember([['probe', 'here']], 1_000);
      return reader.recall(['probe']);
    };
    await expect.poll(connected).toEqual(['here']);
    const recalled = () => readPoolReserves({ ...world, chain: silent(), memory: reader }, [pool]);
    expect(await recalled()).toEqual(new Map());
    const fresh = await readPoolReserves({ ...world, memory: writer }, [pool]);
    expect(fresh.size).toBe(1);
    await expect.poll(recalled).toEqual(fresh);
    await expect.poll(recalled, { timeout: 5_000 }).toEqual(new Map());
    writer.close();
    reader.close();
  });
});
