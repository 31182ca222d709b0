import fs from 'node:fs';
import { expect, it } from 'vitest';
import { fromBase64, makeExportKeys, openSealedExport } from './sealed-export.ts';

/** The box of docs/sealed-export.md. */
function documented() {
  const text = fs.readFileSync(new URL('../../../docs/sealed-export.md', import.meta.url), 'utf8');
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
  return JSON.parse(json) as Record<
    'recipientPrivateKey' | 'recipientPublicKey' | 'userId' | 'address' | 'box' | 'secretKey',
    string
  >;
}

const fromHex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

async function recipient() {
  const { recipientPrivateKey, recipientPublicKey } = documented();
  const pkcs8 = fromHex(`302e020100300506032b656e04220420${recipientPrivateKey}`);
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'X25519' }, false, ['deriveBits']);
  return { privateKey, publicKey: fromHex(recipientPublicKey) };
}

it('W-05 opens the box that the documentation shows', async () => {
  const { box, secretKey, ...owner } = documented();
  const opened = await openSealedExport(await recipient(), owner, fromBase64(box));
  expect(Buffer.from(opened).toString('hex')).toBe(secretKey);
});

it('W-05 opens no box of another person or wallet, and none that was changed', async () => {
  const { box, ...owner } = documented();
  const keys = await recipient();
  const bytes = fromBase64(box);
  await expect(openSealedExport(keys, { ...owner, userId: owner.userId.replace('0', '1') }, bytes)).rejects.toThrow();
  await expect(openSealedExport(keys, { ...owner, address: `${owner.address}1` }, bytes)).rejects.toThrow();
  const changed = bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1);
  await expect(openSealedExport(keys, owner, changed)).rejects.toThrow();
  await expect(openSealedExport(keys, owner, bytes.with(0, 2))).rejects.toThrow('version');
});

it('makes a new pair of keys each time, whose private half stays where it is', async () => {
  const [one, other] = await Promise.all([makeExportKeys(), makeExportKeys()]);
  expect(one?.publicKey).toHaveLength(32);
  expect(one?.publicKey).not.toEqual(other?.publicKey);
  expect(one?.privateKey.extractable).toBe(false);
});
