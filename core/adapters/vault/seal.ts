/** The sender's half of docs/sealed-import.md on `node:crypto`; a browser does the same by WebCrypto. */
import { createCipheriv, diffieHellman, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Address, UserId } from '#core/domain/ids.ts';
import { contentKey, SEAL, sealAdditionalData } from './sealed-box.ts';
import { usingSecret } from './wipe.ts';
import { x25519PublicBytes, x25519PublicKey } from './x25519.ts';

export interface SealRequest {
  /** As the signer's `sealingKey` gives them. */
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  readonly userId: UserId;
  readonly address: Address;
}

/** Seals a 32-byte seed or a 64-byte Solana secret key so that only the signer can open it. */
export function sealKey(to: SealRequest, secret: Uint8Array): Uint8Array {
  const ephemeral = generateKeyPairSync('x25519').privateKey;
  const sender = x25519PublicBytes(ephemeral);
  const id = Buffer.from(to.keyId, 'utf8');
  const head = Buffer.concat([Buffer.from([SEAL.version, id.length]), id, sender]);
  const iv = randomBytes(SEAL.ivBytes);
  const shared = diffieHellman({ privateKey: ephemeral, publicKey: x25519PublicKey(to.publicKey) });
  const key = usingSecret(shared, (bytes) => contentKey(bytes, sender, to.publicKey));
  return usingSecret(key, () => {
    const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: SEAL.tagBytes });
    cipher.setAAD(sealAdditionalData(head, to));
    const ciphertext = Buffer.concat([cipher.update(secret), cipher.final()]);
    return new Uint8Array(Buffer.concat([head, iv, ciphertext, cipher.getAuthTag()]));
  });
}
