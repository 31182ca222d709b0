/** X25519 keys (RFC 7748) over `node:crypto`, as 32 raw bytes. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { usingSecret } from './wipe.ts';

export const X25519_BYTES = 32;

/** What stands before the 32 raw bytes of an X25519 key in PKCS #8 and in SPKI (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

/** The private key; the raw bytes are the caller's to wipe. Any 32 bytes are one. */
export const x25519PrivateKey = (raw: Uint8Array): KeyObject =>
  usingSecret(Buffer.concat([PKCS8_PREFIX, raw]), (der) =>
    createPrivateKey({ key: Buffer.from(der.buffer, der.byteOffset, der.byteLength), format: 'der', type: 'pkcs8' }),
  );

export const x25519PublicKey = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });

export const x25519PublicBytes = (key: KeyObject): Uint8Array =>
  new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-X25519_BYTES));
