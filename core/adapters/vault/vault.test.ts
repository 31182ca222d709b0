import { randomBytes, randomInt } from 'node:crypto';
import { inspect } from 'node:util';
import { Keypair, TransactionInstruction, TransactionMessage, VersionedTransaction } from '@solana/web3.js';
import { describe, expect, it } from 'vitest';
import { AppError } from '#core/domain/errors.ts';
import type { Address, GenesisHash, UserId, WalletId } from '#core/domain/ids.ts';
import type { KekProvider, MasterKey } from '#core/ports/kek.ts';
import { type KeyOwner, type StoredKey, type StoredSealingKey, type Vault, VaultError } from '#core/ports/vault.ts';
import { type EnvelopeContext, openEnvelope, sealEnvelope } from './envelope.ts';
import { environmentKek } from './kek/environment.ts';
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
const ring = (...keys: MasterKey[]): KekProvider => environmentKek(keys);
const newVault = () => createVault(ring(key('k1')));

const signWith = async (vault: Vault, stored: StoredKey, message: Uint8Array = MESSAGE): Promise<Uint8Array> =>
  (await vault.open(stored)).sign(message);

/** What a client asks for before it seals. */
const sealTo = async (vault: Vault, sealingKey: StoredSealingKey, owner: KeyOwner) => ({
  ...(await vault.sealingKey(sealingKey)),
  userId: owner.userId,
  address: owner.address,
});

async function importOf(secretKey: Uint8Array, sealed: Uint8Array = secretKey) {
  const vault = newVault();
  const address = Keypair.fromSecretKey(secretKey).publicKey.toBase58() as Address;
  const owner: KeyOwner = { ...OWNER, address };
  const sealingKey = await vault.makeSealingKey();
  const box = sealKey(await sealTo(vault, sealingKey, owner), sealed);
  const { blob: dataKey } = await vault.makeDataKey(OWNER.userId);
  const take = async (over: { owner?: Partial<KeyOwner>; box?: Uint8Array } = {}) => {
    const taker = { ...owner, ...over.owner };
    const own = taker.userId === owner.userId ? dataKey : (await vault.makeDataKey(taker.userId)).blob;
    return vault.importWallet(taker, own, { box: over.box ?? box, sealingKey });
  };
  return { vault, owner, box, dataKey, take };
}

async function stored(vault = newVault()): Promise<{ vault: Vault; key: StoredKey }> {
  const { blob: dataKey } = await vault.makeDataKey(OWNER.userId);
  const { address, blob } = await vault.createWallet(OWNER, dataKey);
  return { vault, key: { owner: { ...OWNER, address }, blob, dataKey } };
}

const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));

describe('W-01 wallet keys at rest', () => {
  it('signs what web3.js would sign, byte for byte', async () => {
    for (let round = 0; round < 20; round += 1) {
      const pair = Keypair.generate();
      const { vault, owner, dataKey, take } = await importOf(pair.secretKey);
      const { blob } = await take();
      const { message, signature } = signedByWeb3(pair);
      expect(Buffer.from(await signWith(vault, { owner, blob, dataKey }, message))).toEqual(signature);
    }
  });

  it('refuses a blob with any byte changed', async () => {
    const { vault, key } = await stored();
    for (let at = 0; at < key.blob.length; at += 1) {
      await expect(vault.open({ ...key, blob: flipped(key.blob, at) })).rejects.toThrow(VaultError);
    }
  });

  it('refuses a data key with any byte changed', async () => {
    const { vault, key } = await stored();
    for (let at = 0; at < key.dataKey.length; at += 1) {
      await expect(vault.open({ ...key, dataKey: flipped(key.dataKey, at) })).rejects.toThrow(VaultError);
    }
  });

  it('refuses every truncation, and an empty blob', async () => {
    const { vault, key } = await stored();
    for (let length = 0; length < key.blob.length; length += 1) {
      await expect(vault.open({ ...key, blob: key.blob.subarray(0, length) })).rejects.toThrow(VaultError);
    }
    for (let length = 0; length < key.dataKey.length; length += 1) {
      await expect(vault.open({ ...key, dataKey: key.dataKey.subarray(0, length) })).rejects.toThrow(VaultError);
    }
  });

  it.each([
    ['another user', { userId: 'user-2' as UserId }],
    ['another wallet', { walletId: 'wallet-2' as WalletId }],
    ['another address', { address: Keypair.generate().publicKey.toBase58() as Address }],
    ['another chain', { genesisHash: 'genesis-2' as GenesisHash }],
  ])('opens for nobody in the row of %s', async (_who, over) => {
    const { vault, key } = await stored();
    await expect(vault.open({ ...key, owner: { ...key.owner, ...over } })).rejects.toThrow(VaultError);
  });

  it('opens under no other user’s data key, though the blob is the same', async () => {
    const { vault, key } = await stored();
    const { blob: other } = await vault.makeDataKey(OWNER.userId);
    await expect(vault.open({ ...key, dataKey: other })).rejects.toThrow(VaultError);
  });

  it('never writes the same bytes twice', async () => {
    const vault = newVault();
    const made = await Promise.all(Array.from({ length: 50 }, () => vault.makeDataKey(OWNER.userId)));
    expect(new Set(made.map(({ blob }) => Buffer.from(blob).subarray(4, 16).toString('hex'))).size).toBe(50);
  });

  it('says nothing of the key in its errors', async () => {
    const { vault, key } = await stored();
    const blob = flipped(key.blob, key.blob.length - 1);
    await expect(vault.open({ ...key, blob })).rejects.toThrow('a wallet-key does not belong here or was changed');
  });
});

describe('W-02 the master key ring', () => {
  const [first, second] = [key('k1'), key('k2')];

  it('opens with an old key what it wrapped, and wraps what is new with the current one', async () => {
    const { key: old } = await stored(createVault(ring(first)));
    const rotated = createVault(ring(second, first));
    expect(await signWith(rotated, old)).toHaveLength(64);
    expect((await rotated.makeDataKey(OWNER.userId)).kekId).toBe('k2');
  });

  it('opens nothing once the key has left the ring', async () => {
    const { key: old } = await stored(createVault(ring(first)));
    await expect(createVault(ring(second)).open(old)).rejects.toThrow('"k1" is not in the ring');
  });

  it('does not take another key under an old name', async () => {
    const { key: old } = await stored(createVault(ring(first)));
    await expect(createVault(ring(key('k1'))).open(old)).rejects.toThrow(VaultError);
  });
});

describe('W-01 sealed imports', () => {
  it('takes a 64-byte secret key and a 32-byte seed', async () => {
    const pair = Keypair.generate();
    for (const secret of [pair.secretKey, pair.secretKey.slice(0, 32)]) {
      const { vault, owner, dataKey, take } = await importOf(pair.secretKey, secret);
      const { address, blob } = await take();
      expect(address).toBe(pair.publicKey.toBase58());
      const { message, signature } = signedByWeb3(pair);
      expect(Buffer.from(await signWith(vault, { owner, blob, dataKey }, message))).toEqual(signature);
    }
  });

  it('refuses a box with any byte changed', async () => {
    const { box, take } = await importOf(Keypair.generate().secretKey);
    for (let at = 0; at < box.length; at += 1) {
      await expect(take({ box: flipped(box, at) })).rejects.toThrow(AppError);
    }
  });

  it('refuses a box handed in by another user, or for another address', async () => {
    const { take } = await importOf(Keypair.generate().secretKey);
    const address = Keypair.generate().publicKey.toBase58() as Address;
    const userId = 'user-2' as UserId;
    await expect(take({ owner: { userId } })).rejects.toThrow('was not sealed to this signer');
    await expect(take({ owner: { address } })).rejects.toThrow('was not sealed to this signer');
  });

  it('refuses a secret key whose halves do not belong together, and one of another address', async () => {
    const secret = Keypair.generate().secretKey;
    const broken = Uint8Array.from([...secret.slice(0, 32), ...randomBytes(32)]);
    for (const other of [broken, randomBytes(32)]) {
      const { take } = await importOf(secret, other);
      await expect(take()).rejects.toThrow('was not sealed to this signer');
    }
  });

  it('refuses contents of another length, and boxes of none', async () => {
    const { secretKey } = Keypair.generate();
    const { take } = await importOf(secretKey, randomBytes(48));
    await expect(take()).rejects.toThrow(AppError);
    for (const box of [new Uint8Array(0), randomBytes(200)]) await expect(take({ box })).rejects.toThrow(AppError);
  });

  it('keeps its key over restarts and rotations, and gives it out only once it could open it', async () => {
    const [first, second] = [key('k1'), key('k2')];
    const sealingKey = await createVault(ring(first)).makeSealingKey();
    const before = await createVault(ring(first)).sealingKey(sealingKey);
    expect(await createVault(ring(second, first)).sealingKey(sealingKey)).toEqual(before);
    await expect(createVault(ring(second)).sealingKey(sealingKey)).rejects.toThrow(VaultError);
    const another = await createVault(ring(first)).makeSealingKey();
    const swapped = createVault(ring(first)).sealingKey({ ...sealingKey, blob: another.blob });
    await expect(swapped).rejects.toThrow(VaultError);
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

describe('W-03 an opened key', () => {
  it('prints as nothing', async () => {
    const { vault, key } = await stored();
    const opened = await vault.open(key);
    expect(JSON.stringify(opened)).toBe('{}');
    expect(inspect(opened, { depth: 9, showHidden: true })).not.toMatch(/KeyObject|Uint8Array/);
  });

  it('does not let a changed blob sign after the right one did', async () => {
    const { vault, key: right } = await stored();
    await signWith(vault, right);
    await expect(vault.open({ ...right, blob: flipped(right.blob, 40) })).rejects.toThrow(VaultError);
    expect(await signWith(vault, right)).toHaveLength(64);
  });

  it('asks for a data key once, however many wallets of its user are opened at once', async () => {
    const inner = ring(key('k1'));
    let asked = 0;
    const counting: KekProvider = {
      ...inner,
      unwrap: (context, blob) => {
        asked += 1;
        return inner.unwrap(context, blob);
      },
    };
    const vault = createVault(counting);
    const { blob: dataKey } = await vault.makeDataKey(OWNER.userId);
    const ids = Array.from({ length: 10 }, (_, n) => ({ ...OWNER, walletId: `wallet-${n}` as WalletId }));
    const wallets = await Promise.all(ids.map((owner) => vault.createWallet(owner, dataKey)));
    const keys = ids.map((owner, n) => ({ owner: { ...owner, address: wallets[n]!.address }, blob: wallets[n]!.blob }));
    await Promise.all(keys.map((one) => vault.open({ ...one, dataKey })));
    expect(asked).toBe(1);
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
