/**
 * One ciphertext format for data keys and wallet keys (W-01), AES-256-GCM (NIST SP 800-38D):
 *
 *     version (1) | length of key id (1) | key id | iv (12) | tag (16) | ciphertext
 *
 * The additional data binds the header and the context, each field behind its length, so no two contexts read alike.
 */
import { type CipherKey, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { VaultError } from '#core/ports/vault.ts';
import { blobHeader, readBlobHeader } from './blob-header.ts';
import { lengthPrefixed } from './length-prefixed.ts';

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHM = 'aes-256-gcm';

/** What the ciphertext is for and whose it is; fields that do not apply are left empty. */
export interface EnvelopeContext {
  readonly purpose: 'data-key' | 'sealing-key' | 'wallet-key';
  readonly user: string;
  readonly wallet: string;
  readonly address: string;
  /** Genesis hash of the chain the key is used on. */
  readonly network: string;
}

const additionalData = (head: Uint8Array, c: EnvelopeContext): Buffer =>
  lengthPrefixed([head, c.purpose, c.user, c.wallet, c.address, c.network]);

/** Encrypts under a 32-byte key with a random IV. `keyId` says later which key it was; 1 … 255 bytes. */
export function sealEnvelope(key: CipherKey, keyId: string, context: EnvelopeContext, plain: Uint8Array): Uint8Array {
  const head = blobHeader(VERSION, keyId);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData(head, context));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return new Uint8Array(Buffer.concat([head, iv, cipher.getAuthTag(), ciphertext]));
}

interface ParsedEnvelope {
  readonly keyId: string;
  readonly head: Uint8Array;
  readonly iv: Uint8Array;
  readonly tag: Uint8Array;
  readonly ciphertext: Uint8Array;
}

function parse(blob: Uint8Array): ParsedEnvelope {
  const { version, keyId, head } = readBlobHeader(blob);
  const tagAt = head.length + IV_BYTES;
  const textAt = tagAt + TAG_BYTES;
  if (version !== VERSION || blob.length < textAt) throw new VaultError('not a ciphertext of this version');
  return {
    keyId,
    head,
    iv: blob.subarray(head.length, tagAt),
    tag: blob.subarray(tagAt, textAt),
    ciphertext: blob.subarray(textAt),
  };
}

/** The id of the key a ciphertext was made with. @throws VaultError when it is no ciphertext of ours. */
export const envelopeKeyId = (blob: Uint8Array): string => parse(blob).keyId;

/**
 * Decrypts what `sealEnvelope` made; the caller wipes the result.
 * @throws VaultError when key, context or any byte differs.
 */
export function openEnvelope(key: CipherKey, context: EnvelopeContext, blob: Uint8Array): Buffer {
  const { head, iv, tag, ciphertext } = parse(blob);
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(additionalData(head, context));
  decipher.setAuthTag(tag);
  const opened = decipher.update(ciphertext);
  try {
    // GCM is a stream: everything came out of `update`, and `final` only says whether it may be believed.
    decipher.final();
    return opened;
  } catch {
    opened.fill(0);
    throw new VaultError(`a ${context.purpose} does not belong here or was changed`);
  }
}
