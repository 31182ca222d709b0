import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { Keypair, TransactionInstruction, TransactionMessage, VersionedTransaction } from '@solana/web3.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '#core/domain/errors.ts';
import type { Address, GenesisHash, UserId, WalletId } from '#core/domain/ids.ts';
import { type KeyOwner, type MasterKey, type StoredKey, VaultError } from '#core/ports/vault.ts';
import { type EnvelopeContext, openEnvelope, sealEnvelope } from './envelope.ts';
import { masterKeys } from './master-keys.ts';
import { createOpenKeys } from './open-keys.ts';
import { sealKey } from './seal.ts';
import { createVault } from './vault.ts';
import { usingSecret } from './wipe.ts';

const OWNER = {
  userId: 'user-1' as UserId,
  walletId: 'wallet-1' as WalletId,
  genesisHash: 'genesis-1' as GenesisHash,
};
const MESSAGE = Buffer.from('a message');

const key = (id: string): MasterKey => ({ id, key: randomBytes(32) });
const ring = (...keys: MasterKey[]) => masterKeys(keys);
const newVault = () => createVault(ring(key('k1')));

function importOf(secretKey: Uint8Array, over: Partial<KeyOwner> = {}) {
  const vault = newVault();
  const address = Keypair.fromSecretKey(secretKey).publicKey.toBase58() as Address;
  const owner: KeyOwner = { ...OWNER, address };
  const sealed = sealKey({ ...vault.sealingKey(), userId: OWNER.userId, address }, secretKey);
  const dataKey = vault.makeDataKey(OWNER.userId).blob;
  return { vault, owner: { ...owner, ...over }, sealed, dataKey };
}

function stored(vault = newVault()): { vault: ReturnType<typeof createVault>; key: StoredKey } {
  const dataKey = vault.makeDataKey(OWNER.userId).blob;
  const { address, blob } = vault.createWallet(OWNER, dataKey);
  return { vault, key: { owner: { ...OWNER, address }, blob, dataKey } };
}

const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));

describe('W-01 wallet keys at rest', () => {
  it('signs what web3.js would sign, byte for byte', () => {
    for (let round = 0; round < 20; round += 1) {
      const pair = Keypair.generate();
      const { vault, owner, sealed, dataKey } = importOf(pair.secretKey);
      const { blob } = vault.importWallet(owner, dataKey, sealed);
      const { message, signature } = signedByWeb3(pair);
      expect(Buffer.from(vault.sign({ owner, blob, dataKey }, message))).toEqual(signature);
    }
  });

  it('refuses a blob with any byte changed', () => {
    const { vault, key } = stored();
    for (let at = 0; at < key.blob.length; at += 1) {
      expect(() => vault.sign({ ...key, blob: flipped(key.blob, at) }, MESSAGE)).toThrow(VaultError);
    }
  });

  it('refuses a data key with any byte changed', () => {
    const { vault, key } = stored();
    for (let at = 0; at < key.dataKey.length; at += 1) {
      expect(() => vault.sign({ ...key, dataKey: flipped(key.dataKey, at) }, MESSAGE)).toThrow(VaultError);
    }
  });

  it('refuses every truncation, and an empty blob', () => {
    const { vault, key } = stored();
    for (let length = 0; length < key.blob.length; length += 1) {
      expect(() => vault.sign({ ...key, blob: key.blob.subarray(0, length) }, MESSAGE)).toThrow(VaultError);
    }
  });

  it.each([
    ['another user', { userId: 'user-2' as UserId }],
    ['another wallet', { walletId: 'wallet-2' as WalletId }],
    ['another address', { address: Keypair.generate().publicKey.toBase58() as Address }],
    ['another chain', { genesisHash: 'genesis-2' as GenesisHash }],
  ])('opens for nobody in the row of %s', (_who, over) => {
    const { vault, key } = stored();
    expect(() => vault.sign({ ...key, owner: { ...key.owner, ...over } }, MESSAGE)).toThrow(VaultError);
  });

  it('opens under no other user’s data key, though the blob is the same', () => {
    const { vault, key } = stored();
    const other = vault.makeDataKey(OWNER.userId).blob;
    expect(() => vault.sign({ ...key, dataKey: other }, MESSAGE)).toThrow(VaultError);
  });

  it('never writes the same bytes twice', () => {
    const vault = newVault();
    const blobs = new Set(
      Array.from({ length: 50 }, () =>
        Buffer.from(vault.makeDataKey(OWNER.userId).blob).subarray(4, 16).toString('hex'),
      ),
    );
    expect(blobs.size).toBe(50);
  });

  it('says nothing of the key in its errors', () => {
    const { vault, key } = stored();
    const blob = flipped(key.blob, key.blob.length - 1);
    expect(() => vault.sign({ ...key, blob }, MESSAGE)).toThrow('a wallet-key does not belong here or was changed');
  });

  it('does not sign with a seed that is not the key of the address it is stored for', () => {
    const plainRing = ring(key('k1'));
    const vault = createVault(plainRing);
    const dataKey = vault.makeDataKey(OWNER.userId).blob;
    const real = vault.createWallet(OWNER, dataKey);
    const sealed = sealKey({ ...vault.sealingKey(), userId: OWNER.userId, address: real.address }, randomBytes(32));
    expect(() => vault.importWallet({ ...OWNER, address: real.address }, dataKey, sealed)).toThrow(AppError);
  });
});

describe('W-02 the master key ring', () => {
  const [first, second] = [key('k1'), key('k2')];

  it('opens with an old key what it wrapped, and wraps what is new with the current one', () => {
    const { key: old } = stored(createVault(ring(first)));
    const rotated = createVault(ring(second, first));
    expect(rotated.sign(old, MESSAGE)).toHaveLength(64);
    expect(rotated.makeDataKey(OWNER.userId).kekId).toBe('k2');
  });

  it('opens nothing once the key has left the ring', () => {
    const { key: old } = stored(createVault(ring(first)));
    expect(() => createVault(ring(second)).sign(old, MESSAGE)).toThrow('"k1" is not in the ring');
  });

  it('does not take another key under an old name', () => {
    const { key: old } = stored(createVault(ring(first)));
    expect(() => createVault(ring(key('k1'))).sign(old, MESSAGE)).toThrow(VaultError);
  });
});

describe('W-01 sealed imports', () => {
  it('takes a 64-byte secret key and a 32-byte seed', () => {
    const pair = Keypair.generate();
    for (const secret of [pair.secretKey, pair.secretKey.slice(0, 32)]) {
      const { vault, owner, dataKey } = importOf(pair.secretKey);
      const sealed = sealKey({ ...vault.sealingKey(), ...owner }, secret);
      const { address, blob } = vault.importWallet(owner, dataKey, sealed);
      expect(address).toBe(pair.publicKey.toBase58());
      const { message, signature } = signedByWeb3(pair);
      expect(Buffer.from(vault.sign({ owner, blob, dataKey }, message))).toEqual(signature);
    }
  });

  it('refuses a box with any byte changed', () => {
    const { vault, owner, sealed, dataKey } = importOf(Keypair.generate().secretKey);
    for (let at = 0; at < sealed.length; at += 1) {
      expect(() => vault.importWallet(owner, dataKey, flipped(sealed, at))).toThrow(AppError);
    }
  });

  it('refuses a box handed in by another user, or for another address', () => {
    const { vault, owner, sealed, dataKey } = importOf(Keypair.generate().secretKey);
    const address = Keypair.generate().publicKey.toBase58() as Address;
    const userId = 'user-2' as UserId;
    expect(() => vault.importWallet({ ...owner, userId }, dataKey, sealed)).toThrow('was not sealed to this signer');
    expect(() => vault.importWallet({ ...owner, address }, dataKey, sealed)).toThrow('was not sealed to this signer');
  });

  it('refuses a secret key whose halves do not belong together', () => {
    const secret = Keypair.generate().secretKey;
    const { vault, owner, dataKey } = importOf(secret);
    const broken = Uint8Array.from([...secret.slice(0, 32), ...randomBytes(32)]);
    const sealed = sealKey({ ...vault.sealingKey(), ...owner }, broken);
    expect(() => vault.importWallet(owner, dataKey, sealed)).toThrow('was not sealed to this signer');
  });

  it('refuses contents of another length, and boxes of none', () => {
    const { vault, owner, dataKey } = importOf(Keypair.generate().secretKey);
    const boxes = [new Uint8Array(0), randomBytes(200), sealKey({ ...vault.sealingKey(), ...owner }, randomBytes(48))];
    for (const box of boxes) expect(() => vault.importWallet(owner, dataKey, box)).toThrow(AppError);
  });

  it('keeps its key over a restart, and opens boxes sealed to the previous one', () => {
    const [first, second] = [key('k1'), key('k2')];
    const before = createVault(ring(first));
    expect(createVault(ring(first)).sealingKey()).toEqual(before.sealingKey());
    const pair = Keypair.generate();
    const owner: KeyOwner = { ...OWNER, address: pair.publicKey.toBase58() as Address };
    const sealed = sealKey({ ...before.sealingKey(), ...owner }, pair.secretKey);
    const rotated = createVault(ring(second, first));
    const dataKey = rotated.makeDataKey(OWNER.userId).blob;
    expect(rotated.importWallet(owner, dataKey, sealed).address).toBe(owner.address);
  });
});

describe('the envelope', () => {
  const CONTEXT: EnvelopeContext = { purpose: 'wallet-key', user: 'ab', wallet: 'c', address: 'd', network: 'e' };

  it('does not open where the same letters are split between the fields in another way', () => {
    const secret = randomBytes(32);
    const blob = sealEnvelope(secret, 'k', CONTEXT, Buffer.from('text'));
    expect(openEnvelope(secret, CONTEXT, blob).toString()).toBe('text');
    expect(() => openEnvelope(secret, { ...CONTEXT, user: 'a', wallet: 'bc' }, blob)).toThrow(VaultError);
    expect(() => openEnvelope(secret, { ...CONTEXT, purpose: 'data-key' }, blob)).toThrow(VaultError);
  });
});

describe('W-03 opened keys', () => {
  const open = () => generateKeyPairSync('ed25519').privateKey;
  const { key } = stored();
  afterEach(() => void vi.useRealTimers());

  it('are kept for a minute, used or not', () => {
    vi.useFakeTimers();
    const keys = createOpenKeys();
    const first = keys.get(key, open);
    vi.advanceTimersByTime(59_999);
    expect(keys.get(key, open)).toBe(first);
    vi.advanceTimersByTime(1);
    expect(keys.get(key, open)).not.toBe(first);
  });

  it('are found by exactly what they were opened from', () => {
    const keys = createOpenKeys();
    const first = keys.get(key, open);
    const changed: StoredKey[] = [
      { ...key, blob: flipped(key.blob, 40) },
      { ...key, dataKey: flipped(key.dataKey, 40) },
      { ...key, owner: { ...key.owner, userId: 'user-2' as UserId } },
      { ...key, owner: { ...key.owner, address: 'another' as Address } },
      { ...key, owner: { ...key.owner, genesisHash: 'another' as GenesisHash } },
      { ...key, owner: { ...key.owner, walletId: 'another' as WalletId } },
    ];
    for (const other of changed) expect(keys.get(other, open)).not.toBe(first);
  });

  it('are kept in number as well', () => {
    const keys = createOpenKeys();
    const wallet = (n: number): StoredKey => ({ ...key, owner: { ...key.owner, walletId: `${n}` as WalletId } });
    const first = keys.get(wallet(0), open);
    for (let n = 1; n < 4_096; n += 1) keys.get(wallet(n), () => first);
    expect(keys.get(wallet(0), open)).toBe(first);
    keys.get(wallet(4_096), () => first);
    expect(keys.get(wallet(0), open)).not.toBe(first);
  });

  it('print as nothing', () => {
    const opened = createOpenKeys().get(key, open);
    expect(JSON.stringify(opened)).toBe('{}');
  });

  it('do not let a changed blob sign after the right one did', () => {
    const { vault, key: right } = stored();
    vault.sign(right, MESSAGE);
    expect(() => vault.sign({ ...right, blob: flipped(right.blob, 40) }, MESSAGE)).toThrow(VaultError);
    expect(vault.sign(right, MESSAGE)).toHaveLength(64);
  });
});

describe('W-03 secrets in memory', () => {
  it('are wiped after use, also when the use fails', () => {
    const [used, failed] = [randomBytes(32), randomBytes(32)];
    expect(usingSecret(used, (bytes) => bytes.length)).toBe(32);
    expect(() =>
      usingSecret(failed, () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect([...used, ...failed].every((byte) => byte === 0)).toBe(true);
  });
});

interface SignedByWeb3 {
  readonly message: Uint8Array;
  readonly signature: Buffer;
}

/** A v0 message of random size, and its signature by web3.js's own ed25519. */
function signedByWeb3(pair: Keypair): SignedByWeb3 {
  const message = new TransactionMessage({
    payerKey: pair.publicKey,
    recentBlockhash: Keypair.generate().publicKey.toBase58(),
    instructions: [
      new TransactionInstruction({
        programId: Keypair.generate().publicKey,
        keys: [],
        data: randomBytes(randomInt(600)),
      }),
    ],
  }).compileToV0Message();
  const transaction = new VersionedTransaction(message);
  transaction.sign([pair]);
  return { message: message.serialize(), signature: Buffer.from(transaction.signatures[0] ?? []) };
}
