/**
 * How a key travels from a person's browser into the signer without anybody in between being able to read it:
 * X25519, HKDF-SHA256, AES-256-GCM. The format is docs/sealed-import.md; `seal.ts` is the sender's half.
 */
import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import type { Address, UserId } from '#core/domain/ids.ts';
import { type MasterKey, VaultError } from '#core/ports/vault.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { usingSecret } from './wipe.ts';

export const SEAL = {
  version: 1,
  publicKeyBytes: 32,
  ivBytes: 12,
  tagBytes: 16,
  keyLabel: 'sluice sealed import v1',
  purpose: 'wallet-import',
} as const;

/** Longest text that is sealed: a 64-byte secret key. */
const LONGEST_CONTENT = 64;
const SEALING_LABEL = 'sluice sealing key v1';
/** What stands before the 32 raw bytes of an X25519 key in PKCS #8 and in SPKI (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

export const x25519PublicKey = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });

export const x25519PublicBytes = (key: KeyObject): Uint8Array =>
  new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-SEAL.publicKeyBytes));

/** Derived from the master key, so it survives a restart and is rotated with it. */
export const sealingPrivateKey = (master: MasterKey): KeyObject =>
  usingSecret(new Uint8Array(hkdfSync('sha256', master.key, new Uint8Array(0), SEALING_LABEL, 32)), (raw) =>
    usingSecret(Buffer.concat([PKCS8_PREFIX, raw]), (der) =>
      createPrivateKey({ key: Buffer.from(der.buffer, der.byteOffset, der.byteLength), format: 'der', type: 'pkcs8' }),
    ),
  );

/** The content key both sides arrive at; the caller wipes it. Salt: both public keys, the sender's first. */
export const contentKey = (shared: Uint8Array, sender: Uint8Array, receiver: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', shared, Buffer.concat([sender, receiver]), SEAL.keyLabel, 32));

/** What the box is bound to: nobody else can hand it in as their own. */
export interface SealContext {
  readonly keyId: string;
  readonly userId: UserId;
  readonly address: Address;
}

export const sealAdditionalData = (head: Uint8Array, context: SealContext): Buffer =>
  lengthPrefixed([head, SEAL.purpose, context.userId, context.address]);

interface ParsedBox {
  readonly head: Uint8Array;
  readonly keyId: string;
  readonly sender: Uint8Array;
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

/** `version (1) | length of key id (1) | key id | sender's public key (32) | iv (12) | ciphertext | tag (16)` */
function parseBox(box: Uint8Array): ParsedBox {
  const [version, idLength = 0] = box;
  const senderAt = 2 + idLength;
  const ivAt = senderAt + SEAL.publicKeyBytes;
  const textAt = ivAt + SEAL.ivBytes;
  const tagAt = box.length - SEAL.tagBytes;
  if (version !== SEAL.version || idLength === 0 || tagAt <= textAt || tagAt - textAt > LONGEST_CONTENT) {
    throw new VaultError('not a sealed key of this version');
  }
  return {
    head: box.subarray(0, ivAt),
    keyId: Buffer.from(box.subarray(2, senderAt)).toString('utf8'),
    sender: box.subarray(senderAt, ivAt),
    iv: box.subarray(ivAt, textAt),
    ciphertext: box.subarray(textAt, tagAt),
    tag: box.subarray(tagAt),
  };
}

/** Opens a sealed key with the master key that `find` returns for its id; the caller wipes the result. */
export function openSealedBox(
  find: (keyId: string) => MasterKey,
  owner: { userId: UserId; address: Address },
  box: Uint8Array,
): Buffer {
  const parsed = parseBox(box);
  const privateKey = sealingPrivateKey(find(parsed.keyId));
  const shared = diffieHellman({ privateKey, publicKey: x25519PublicKey(parsed.sender) });
  const key = usingSecret(shared, (bytes) => contentKey(bytes, parsed.sender, x25519PublicBytes(privateKey)));
  return usingSecret(key, () => {
    const decipher = createDecipheriv('aes-256-gcm', key, parsed.iv, { authTagLength: SEAL.tagBytes });
    decipher.setAAD(sealAdditionalData(parsed.head, { keyId: parsed.keyId, ...owner }));
    decipher.setAuthTag(parsed.tag);
    const opened = decipher.update(parsed.ciphertext);
    try {
      decipher.final();
      return opened;
    } catch {
      opened.fill(0);
      throw new VaultError('the sealed key is not for this wallet or was changed');
    }
  });
}
