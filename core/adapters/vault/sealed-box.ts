/**
 * How a key travels from a person's browser into the signer without anybody in between being able to read it:
 * X25519, HKDF-SHA256, AES-256-GCM. The format is docs/sealed-import.md; `seal.ts` is the sender's half.
 */
import { createDecipheriv, diffieHellman, hkdfSync, type KeyObject } from 'node:crypto';
import type { Address, UserId } from '#core/domain/ids.ts';
import { VaultError } from '#core/ports/vault.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { usingSecret } from './wipe.ts';
import { X25519_BYTES, x25519PublicBytes, x25519PublicKey } from './x25519.ts';

export const SEAL = {
  version: 1,
  ivBytes: 12,
  tagBytes: 16,
  keyLabel: 'sluice sealed import v1',
  purpose: 'wallet-import',
} as const;

/** Longest text that is sealed: a 64-byte secret key. */
const LONGEST_CONTENT = 64;

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

/** The receiving key pair. */
interface SealingKey {
  readonly id: string;
  readonly privateKey: KeyObject;
}

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
  const ivAt = senderAt + X25519_BYTES;
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

/** Opens what was sealed to `receiver`; the caller wipes the result. @throws VaultError */
export function openSealedBox(
  receiver: SealingKey,
  owner: { userId: UserId; address: Address },
  box: Uint8Array,
): Buffer {
  const parsed = parseBox(box);
  const { id, privateKey } = receiver;
  if (parsed.keyId !== id) throw new VaultError('sealed to another key');
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
