import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Address, GenesisHash, UserId, WalletId } from '#core/domain/ids.ts';
import { type KekContext, KekUnavailable, type MasterKey } from '#core/ports/kek.ts';
import { VaultError } from '#core/ports/vault.ts';
import { startTransit, type TransitPeer } from '../../../../tests/support/vault-transit.ts';
import { createVault } from '../vault.ts';
import { environmentKek } from './environment.ts';
import { kekRing } from './kek-ring.ts';
import { type TransitOptions, transitKek } from './transit.ts';

const CONTEXT: KekContext = { purpose: 'data-key', subject: 'user-1' };
const OWNER = { userId: 'user-1' as UserId, walletId: 'w' as WalletId, genesisHash: 'g' as GenesisHash };
const MESSAGE = Buffer.from('a message');

describe('W-02 Vault’s transit engine as key-encryption key', () => {
  let peer: TransitPeer;
  const kek = (over: Partial<TransitOptions> = {}) =>
    transitKek({ url: peer.url, key: peer.key, token: { text: peer.token }, ...over });
  beforeEach(async () => {
    peer = await startTransit();
  });
  afterEach(() => peer.close());

  it('wraps and unwraps, and names the version that did', async () => {
    const key = randomBytes(32);
    const wrapped = await kek().wrap(CONTEXT, key);
    expect(wrapped.kekId).toBe('transit:sluice:v1');
    expect(Buffer.from(wrapped.blob).includes(key)).toBe(false);
    expect(await kek().unwrap(CONTEXT, wrapped.blob)).toEqual(key);
    expect(peer.asked).toEqual(['POST /v1/transit/encrypt/sluice', 'POST /v1/transit/decrypt/sluice']);
  });

  it('wraps by the newest version after a rotation in Vault, and opens the older ones', async () => {
    const key = randomBytes(32);
    const old = await kek().wrap(CONTEXT, key);
    peer.rotate();
    expect(await kek().currentId()).toBe('transit:sluice:v2');
    expect((await kek().wrap(CONTEXT, key)).kekId).toBe('transit:sluice:v2');
    expect(await kek().unwrap(CONTEXT, old.blob)).toEqual(key);
    peer.setMinDecryptionVersion(2);
    await expect(kek().unwrap(CONTEXT, old.blob)).rejects.toThrow(VaultError);
  });

  it('opens for no other user and no other purpose', async () => {
    const { blob } = await kek().wrap(CONTEXT, randomBytes(32));
    for (const other of [
      { ...CONTEXT, subject: 'user-2' },
      { ...CONTEXT, purpose: 'sealing-key' as const },
    ]) {
      await expect(kek().unwrap(other, blob)).rejects.toThrow(VaultError);
    }
  });

  it('refuses a blob with any byte changed, or cut off', async () => {
    const { blob } = await kek().wrap(CONTEXT, randomBytes(32));
    const patient = kek({ timeoutMs: 30_000 });
    const broken = Array.from(blob, (_, at) => [
      blob.map((byte, index) => (index === at ? byte ^ 1 : byte)),
      blob.subarray(0, at),
    ]).flat();
    const opened = await Promise.allSettled(broken.map((one) => patient.unwrap(CONTEXT, one)));
    expect(opened.map((one) => one.status === 'rejected' && one.reason instanceof VaultError)).toEqual(
      broken.map(() => true),
    );
  });

  it('believes the header only when it names the version that the ciphertext does', async () => {
    const { blob } = await kek().wrap(CONTEXT, randomBytes(32));
    const renamed = Buffer.from(Buffer.from(blob).toString('latin1').replace('sluice:v1', 'sluice:v2'), 'latin1');
    await expect(kek().unwrap(CONTEXT, renamed)).rejects.toThrow(VaultError);
  });

  it.each([
    [{ status: 403, text: '{"errors":["permission denied"]}' }, /^Vault answers 403 \(permission denied/],
    [{ status: 503, text: '{"errors":["Vault is sealed"]}' }, /^Vault answers 503 \(sealed/],
    [{ status: 500, text: '{"errors":["internal error"]}' }, /^Vault answers 500$/],
    [{ status: 200, text: '<html>a proxy</html>' }, /^Vault answers what is no JSON$/],
    [{ status: 200, text: '{"data":{}}' }, /^Vault answers something that is no answer/],
    ['silence' as const, /^Vault does not answer \(time-out\)$/],
  ])('is unavailable, not wrong, when Vault answers %j', async (answer, reason) => {
    const { blob } = await kek().wrap(CONTEXT, randomBytes(32));
    peer.failWith(answer);
    const hasty = kek({ timeoutMs: 200 });
    for (const call of [hasty.currentId(), hasty.wrap(CONTEXT, randomBytes(32)), hasty.unwrap(CONTEXT, blob)]) {
      const error = await call.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(KekUnavailable);
      expect((error as Error).message).toMatch(reason);
    }
  });

  it('is unavailable when nobody listens, and its errors hold neither token nor key', async () => {
    const key = randomBytes(32);
    await peer.close();
    const error = await kek()
      .wrap(CONTEXT, key)
      .catch((thrown: unknown) => thrown);
    expect(error).toEqual(new KekUnavailable('Vault does not answer (ECONNREFUSED)'));
    peer = await startTransit();
  });

  it('keeps nobody waiting for a Vault that has just been silent: hundreds fail as fast as one', async () => {
    peer.failWith('silence');
    const hasty = kek({ timeoutMs: 200 });
    const calls = await Promise.allSettled(Array.from({ length: 200 }, () => hasty.currentId()));
    expect(new Set(calls.map((one) => String(one.status === 'rejected' && one.reason.message)))).toEqual(
      new Set(['Vault does not answer (time-out)']),
    );
    expect(peer.asked.length).toBeLessThanOrEqual(32);
    peer.failWith(null);
    await expect.poll(() => hasty.currentId().catch(() => null), { timeout: 10_000 }).toBe('transit:sluice:v1');
  });

  it('sends its token nowhere else: a redirect is not followed', async () => {
    const other = await startTransit({ redirectTo: `${peer.url}/v1/transit/keys/sluice` });
    await expect(kek({ url: other.url, token: { text: other.token } }).currentId()).rejects.toThrow(KekUnavailable);
    expect(peer.asked).toEqual([]);
    await other.close();
  });

  it('refuses a key whose type would ignore whom a blob belongs to', async () => {
    const rsa = await startTransit({ type: 'rsa-2048' });
    const over = { url: rsa.url, token: { text: rsa.token } };
    await expect(kek(over).currentId()).rejects.toThrow('the key has no AEAD type');
    await rsa.close();
  });

  it('reads the token’s file for each call, since an agent renews it', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-token-'));
    const file = path.join(folder, 'token');
    const filed = kek({ token: { file } });
    await expect(filed.currentId()).rejects.toThrow('VAULT_TOKEN_FILE cannot be read (ENOENT)');
    fs.writeFileSync(file, 'an ended token\n');
    await expect(filed.currentId()).rejects.toThrow(/403/);
    fs.writeFileSync(file, `${peer.token}\n`);
    expect(await filed.currentId()).toBe('transit:sluice:v1');
    fs.rmSync(folder, { recursive: true });
  });

  it('signs through the vault, is asked once a minute for each user, and never for a signature', async () => {
    const vault = createVault(kek());
    const { blob: dataKey } = await vault.makeDataKey(OWNER.userId);
    const { address, blob } = await vault.createWallet(OWNER, dataKey);
    const stored = { owner: { ...OWNER, address: address as Address }, blob, dataKey };
    const opened = await vault.open(stored);
    peer.failWith({ status: 503, text: '' });
    expect(opened.sign(MESSAGE)).toHaveLength(64);
    expect((await vault.open(stored)).sign(MESSAGE)).toHaveLength(64);
    await expect(createVault(kek()).open(stored)).rejects.toThrow(KekUnavailable);
    expect(peer.asked.filter((name) => name.includes('decrypt'))).toHaveLength(2);
  });

  it('stands beside a ring of master keys: each opens what it wrapped, the first wraps what is new', async () => {
    const master: MasterKey = { id: 'k1', key: randomBytes(32) };
    const key = randomBytes(32);
    const old = await environmentKek([master]).wrap(CONTEXT, key);
    const moved = kekRing(kek(), [environmentKek([master])]);
    expect(await moved.unwrap(CONTEXT, old.blob)).toEqual(key);
    const anew = await moved.wrap(CONTEXT, key);
    expect(anew.kekId).toBe('transit:sluice:v1');
    expect(await moved.unwrap(CONTEXT, anew.blob)).toEqual(key);
    await expect(environmentKek([master]).unwrap(CONTEXT, anew.blob)).rejects.toThrow(VaultError);
    await expect(kekRing(environmentKek([master]), []).unwrap(CONTEXT, anew.blob)).rejects.toThrow(
      'is not in the ring',
    );
  });
});
