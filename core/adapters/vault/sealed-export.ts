/**
 * How a wallet's key leaves: sealed to a public key that the person's console made for this one export, so that nobody in between
 * can read it. X25519, HKDF-SHA256, AES-256-GCM; the format is docs/sealed-export.md.
 */
import { createCipheriv, diffieHellman, generateKeyPairSync, hkdfSync, randomBytes } from 'node:crypto';
import type { Address, UserId } from '#core/domain/ids.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { usingSecret } from './wipe.ts';
import { x25519PublicBytes, x25519PublicKey } from './x25519.ts';

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_LABEL = 'sluice sealed export v1';
const PURPOSE = 'wallet-export';

/** Whom it is for. Both are bound into the box. */
export interface ExportRecipient {
  /** Of the person who asked for it. */
  readonly userId: UserId;
  readonly address: Address;
  /** 32 bytes of X25519. */
  readonly publicKey: Uint8Array;
}

/**
 * `version (1) | our public key (32) | iv (12) | ciphertext | tag (16)`
 * @param secret the 64-byte Solana secret key
 */
export function sealExport({ userId, address, publicKey }: ExportRecipient, secret: Uint8Array): Uint8Array {
  const ephemeral = generateKeyPairSync('x25519').privateKey;
  const sender = x25519PublicBytes(ephemeral);
  const head = Buffer.concat([Buffer.from([VERSION]), sender]);
  const iv = randomBytes(IV_BYTES);
  const shared = diffieHellman({ privateKey: ephemeral, publicKey: x25519PublicKey(publicKey) });
  const salt = Buffer.concat([sender, publicKey]);
  const key = usingSecret(shared, (bytes) => new Uint8Array(hkdfSync('sha256', bytes, salt, KEY_LABEL, 32)));
  return usingSecret(key, () => {
    const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(lengthPrefixed([head, PURPOSE, userId, address]));
    const ciphertext = Buffer.concat([cipher.update(secret), cipher.final()]);
    return new Uint8Array(Buffer.concat([head, iv, ciphertext, cipher.getAuthTag()]));
  });
}
