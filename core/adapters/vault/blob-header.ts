/** What every stored ciphertext begins with: `version (1) | length of key id (1) | key id`. */
import { VaultError } from '#core/ports/vault.ts';

interface BlobHeader {
  readonly version: number;
  /** Of the key that made it. */
  readonly keyId: string;
  /** The header's own bytes; what follows them depends on the version. */
  readonly head: Uint8Array;
}

/** `keyId` has 1 … 255 bytes. */
export function blobHeader(version: number, keyId: string): Buffer {
  const id = Buffer.from(keyId, 'utf8');
  return Buffer.concat([Buffer.from([version, id.length]), id]);
}

/** @throws VaultError when it is no ciphertext of ours. */
export function readBlobHeader(blob: Uint8Array): BlobHeader {
  const [version = 0, idLength = 0] = blob;
  const head = blob.subarray(0, 2 + idLength);
  if (idLength === 0 || head.length < 2 + idLength) throw new VaultError('not a ciphertext of this version');
  return { version, keyId: Buffer.from(head.subarray(2)).toString('utf8'), head };
}
