import bs58 from 'bs58';

/** Entries kept before the cache is emptied: about 100 MB at most, and a miss only costs a few microseconds. */
const CACHE_LIMIT = 500_000;

const textByBytes = new Map<string, string>();
const bytesByText = new Map<string, Buffer>();
const signatures = new Set<string>();

/** Base58 text of any bytes. */
export function encodeBase58(bytes: Uint8Array): string {
  return bs58.encode(bytes);
}

/** Bytes of base58 text, or null when the text is not base58. */
export function decodeBase58(text: string): Buffer | null {
  const bytes = bs58.decodeUnsafe(text);
  return bytes === undefined ? null : Buffer.from(bytes);
}

/**
 * Base58 text of the 32-byte address at `offset`. Interned: a transaction names some twenty addresses,
 * nearly all seen before, and encoding each anew would cost more than reading the transaction.
 */
export function addressAt(bytes: Buffer, offset = 0): string {
  const key = bytes.toString('latin1', offset, offset + 32);
  const known = textByBytes.get(key);
  if (known !== undefined) return known;
  const text = bs58.encode(bytes.subarray(offset, offset + 32));
  if (textByBytes.size >= CACHE_LIMIT) textByBytes.clear();
  textByBytes.set(key, text);
  return text;
}

/** The 32 bytes of an address known to be well formed. Throws when it is not. */
export function addressBytes(address: string): Buffer {
  const known = bytesByText.get(address);
  if (known !== undefined) return known;
  const bytes = decodeBase58(address);
  if (bytes?.length !== 32) throw new Error(`not a 32-byte base58 address: ${address}`);
  if (bytesByText.size >= CACHE_LIMIT) bytesByText.clear();
  bytesByText.set(address, bytes);
  return bytes;
}

/** Whether the text is the base58 form of 32 bytes. */
export function isAddress(text: string): boolean {
  if (bytesByText.has(text)) return true;
  return text.length >= 32 && text.length <= 44 && decodeBase58(text)?.length === 32;
}

/** Whether the text is the base58 form of 64 bytes. Remembers which were: a client asks for the same ones again and again. */
export function isSignature(text: string): boolean {
  if (signatures.has(text)) return true;
  if (text.length < 64 || text.length > 88 || decodeBase58(text)?.length !== 64) return false;
  if (signatures.size >= CACHE_LIMIT) signatures.clear();
  signatures.add(text);
  return true;
}
