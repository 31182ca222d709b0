/** Solana key pairs over `node:crypto` (ed25519, RFC 8032): a 32-byte seed, and the public key as the address. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import bs58 from 'bs58';
import type { Address } from '#core/domain/ids.ts';
import { usingSecret } from './wipe.ts';

export const SEED_BYTES = 32;

/** What stands before the seed in PKCS #8 (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The seed as a key that can sign; the seed itself is the caller's to wipe. */
export const signingKey = (seed: Uint8Array): KeyObject =>
  usingSecret(Buffer.concat([PKCS8_PREFIX, seed]), (der) =>
    createPrivateKey({ key: Buffer.from(der.buffer, der.byteOffset, der.byteLength), format: 'der', type: 'pkcs8' }),
  );

/** The 32 bytes of a private key's public half. */
export const publicBytes = (key: KeyObject): Uint8Array =>
  Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url');

export const addressOf = (key: KeyObject): Address => bs58.encode(publicBytes(key)) as Address;

/** The 64 bytes that wallets call a secret key: the seed, then the public key. The caller wipes them. */
export const secretKeyOf = (key: KeyObject): Buffer =>
  usingSecret(key.export({ format: 'der', type: 'pkcs8' }), (der) =>
    Buffer.concat([der.subarray(-SEED_BYTES), publicBytes(key)]),
  );
