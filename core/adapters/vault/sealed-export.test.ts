import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { Keypair } from '@solana/web3.js';
import { describe, expect, it } from 'vitest';
import type { GenesisHash, UserId, WalletId } from '#core/domain/ids.ts';
import { VaultError } from '#core/ports/vault.ts';
import { environmentKek } from './kek/environment.ts';
import { createVault } from './vault.ts';
import { x25519PublicBytes } from './x25519.ts';

const TEXT = fs.readFileSync(new URL('../../../docs/sealed-export.md', import.meta.url), 'utf8');
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');

interface Opening {
  readonly privateKey: CryptoKey;
  readonly publicKey: Uint8Array;
  readonly userId: string;
  readonly address: string;
}
type Open = (mine: Opening, box: Uint8Array) => Promise<Uint8Array>;

/** The function printed in docs/sealed-export.md, as a reader would copy it. */
async function documentedOpen(): Promise<Open> {
  const [, code] = /```js\n([\s\S]*?)```/.exec(TEXT) ?? [];
  const module = `data:text/javascript,${encodeURIComponent(`${code}\nexport { open };`)}`;
  return ((await import(/* @vite-ignore */ module)) as { open: Open }).open;
}

/** A recipient's private key as a browser holds it. */
const browserKey = (pkcs8: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey('pkcs8', new Uint8Array(pkcs8), { name: 'X25519' }, false, ['deriveBits']);

describe('W-05 docs/sealed-export.md', () => {
  const userId = crypto.randomUUID() as UserId;
  const owner = { userId: 'owner' as UserId, walletId: 'w' as WalletId, genesisHash: 'g' as GenesisHash };

  /** A wallet's key sealed to a recipient's key, and what the recipient needs to open it. */
  async function exported() {
    const vault = createVault(environmentKek([{ id: 'k1', key: randomBytes(32) }]));
    const { blob: dataKey } = await vault.makeDataKey(owner.userId);
    const { address, blob } = await vault.createWallet(owner, dataKey);
    const pair = generateKeyPairSync('x25519');
    const publicKey = x25519PublicBytes(pair.privateKey);
    const stored = { owner: { ...owner, address }, blob, dataKey };
    const box = await vault.exportWallet(stored, { userId, publicKey });
    const privateKey = await browserKey(pair.privateKey.export({ format: 'der', type: 'pkcs8' }));
    return { vault, stored, box, mine: { privateKey, publicKey, userId, address } };
  }

  it('prints code that opens by WebCrypto what the vault seals: the secret key that wallets take', async () => {
    const { box, mine } = await exported();
    const secret = await (await documentedOpen())(mine, box);
    expect(Keypair.fromSecretKey(secret).publicKey.toBase58()).toBe(mine.address);
    expect(Buffer.from(box).includes(Buffer.from(secret.slice(0, 32)))).toBe(false);
  });

  it('prints a box that this code opens', async () => {
    const [, json = '{}'] = /```json\n([\s\S]*?)```/.exec(TEXT) ?? [];
    const vector = JSON.parse(json) as Record<string, string>;
    const hex = (name: string): Buffer => Buffer.from(vector[name] ?? '', 'hex');
    const mine: Opening = {
      privateKey: await browserKey(Buffer.concat([PKCS8_PREFIX, hex('recipientPrivateKey')])),
      ...{ publicKey: hex('recipientPublicKey'), userId: vector['userId'] ?? '', address: vector['address'] ?? '' },
    };
    const secret = await (await documentedOpen())(mine, Buffer.from(vector['box'] ?? '', 'base64'));
    expect(Buffer.from(secret).toString('hex')).toBe(vector['secretKey']);
    expect(Keypair.fromSecretKey(secret).publicKey.toBase58()).toBe(vector['address']);
  });

  it('opens for nobody else, for no other wallet, and with no byte changed', async () => {
    const [open, { box, mine }, other] = [await documentedOpen(), await exported(), await exported()];
    await expect(open({ ...mine, privateKey: other.mine.privateKey }, box)).rejects.toThrow();
    await expect(open({ ...mine, userId: 'another' }, box)).rejects.toThrow();
    await expect(open({ ...mine, address: other.mine.address }, box)).rejects.toThrow();
    for (let at = 0; at < box.length; at += 1) {
      const changed = box.map((byte, index) => (index === at ? byte ^ 1 : byte));
      await expect(open(mine, changed)).rejects.toThrow();
    }
  });

  it('is never the same twice, and exports nothing that does not open', async () => {
    const { vault, stored, box, mine } = await exported();
    const to = { userId, publicKey: mine.publicKey };
    expect(Buffer.from(await vault.exportWallet(stored, to)).equals(Buffer.from(box))).toBe(false);
    const moved = { ...stored, owner: { ...stored.owner, walletId: 'another' as WalletId } };
    await expect(vault.exportWallet(moved, to)).rejects.toThrow(VaultError);
  });
});
