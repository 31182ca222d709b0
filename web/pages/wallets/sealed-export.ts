/**
 * The browser's half of docs/sealed-export.md: a key pair for one export, and the opening of what the signer sealed to it. Nothing
 * of it is stored, and the private half cannot leave the browser's own crypto.
 */

const VERSION = 1;
const PUBLIC_KEY_BYTES = 32;
const IV_BYTES = 12;
const HEAD_BYTES = 1 + PUBLIC_KEY_BYTES;
const X25519 = { name: 'X25519' } as const;

type Bytes = Uint8Array<ArrayBuffer>;

const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

export const fromBase64 = (text: string): Bytes => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
export const toBase64 = (bytes: Bytes): string => btoa(String.fromCharCode(...bytes));

function join(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Behind its length, as two bytes, big-endian. */
const field = (bytes: Bytes): Bytes => join(Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes);

export interface ExportKeys {
  readonly privateKey: CryptoKey;
  readonly publicKey: Bytes;
}

/** Whose key the box holds. */
export interface ExportOwner {
  /** UUID in lower case. */
  readonly userId: string;
  /** Base58. */
  readonly address: string;
}

/** Null where this browser, or a page without TLS, cannot. */
export async function makeExportKeys(): Promise<ExportKeys | null> {
  try {
    const pair = (await crypto.subtle.generateKey(X25519, false, ['deriveBits'])) as CryptoKeyPair;
    return {
      privateKey: pair.privateKey,
      publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
    };
  } catch {
    return null;
  }
}

async function contentKey({ privateKey, publicKey }: ExportKeys, sender: Bytes): Promise<CryptoKey> {
  const peer = await crypto.subtle.importKey('raw', sender, X25519, false, []);
  const shared = await crypto.subtle.deriveBits({ ...X25519, public: peer }, privateKey, 256);
  const material = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: join(sender, publicKey), info: utf8('sluice sealed export v1') };
  return crypto.subtle.deriveKey(hkdf, material, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
}

/** The 64-byte Solana secret key. @throws when the box is not for these keys and this owner, or was changed */
export async function openSealedExport(keys: ExportKeys, owner: ExportOwner, box: Bytes): Promise<Bytes> {
  if (box[0] !== VERSION) throw new Error('not a box of this version');
  const head = box.slice(0, HEAD_BYTES);
  const iv = box.slice(HEAD_BYTES, HEAD_BYTES + IV_BYTES);
  const key = await contentKey(keys, box.slice(1, HEAD_BYTES));
  const additionalData = join(
    ...[head, utf8('wallet-export'), utf8(owner.userId), utf8(owner.address)].map((part) => field(part)),
  );
  const sealed = box.slice(HEAD_BYTES + IV_BYTES);
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, sealed));
}
