import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import bs58 from 'bs58';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAuthKey } from './auth-key.ts';

/** A new key pair as solana-keygen writes it. */
function keygen() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const address = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return { bytes: [...seed, ...address], address: bs58.encode(address) };
}

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-auth-key-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('R-03 the key a block engine knows its searcher by', () => {
  it('is read from the variable itself, and from the file it names', () => {
    const { bytes, address } = keygen();
    const file = path.join(folder, 'auth.json');
    fs.writeFileSync(file, JSON.stringify(bytes));
    expect(readAuthKey(JSON.stringify(bytes)).address).toBe(address);
    expect(readAuthKey(file).address).toBe(address);
  });

  it('is never quoted by what refuses it', () => {
    const { bytes } = keygen();
    const swapped = JSON.stringify([...bytes.slice(32), ...bytes.slice(0, 32)]);
    for (const source of ['[1,2,3]', '[secret', swapped, path.join(folder, 'secret-file')]) {
      const read = () => readAuthKey(source);
      expect(read).toThrow('JITO_AUTH_KEYPAIR');
      expect(read).not.toThrow(/secret|\d, ?\d/);
    }
  });
});
