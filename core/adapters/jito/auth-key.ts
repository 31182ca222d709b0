/** The ed25519 key by which a block engine knows its searcher. It is no wallet, and it is never logged. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import fs from 'node:fs';
import bs58 from 'bs58';
import { z } from 'zod';

/** ASN.1 wrapping of a raw ed25519 seed (RFC 8410). */
const PKCS8_ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

/** As `solana-keygen` writes it: the seed, then the public key. */
const keygenFile = z.array(z.number().int().min(0).max(255)).length(64);

export interface AuthKey {
  readonly privateKey: KeyObject;
  readonly publicKey: Uint8Array;
  /** Base58. */
  readonly address: string;
}

/**
 * Reads a key pair in the format of `solana-keygen`: the JSON itself, or the path of a file of it.
 * @throws Error in one sentence that quotes none of it
 */
export function readAuthKey(source: string): AuthKey {
  const bytes = parse(source.trimStart().startsWith('[') ? source : readFile(source));
  const seed = Buffer.from(bytes.slice(0, SEED_BYTES));
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  seed.fill(0);
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-SEED_BYTES);
  if (!publicKey.equals(Buffer.from(bytes.slice(SEED_BYTES)))) throw unreadable();
  return { privateKey, publicKey, address: bs58.encode(publicKey) };
}

function readFile(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`JITO_AUTH_KEYPAIR names a file that cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function parse(text: string): number[] {
  try {
    return keygenFile.parse(JSON.parse(text));
  } catch {
    throw unreadable();
  }
}

const unreadable = (): Error =>
  new Error(
    'JITO_AUTH_KEYPAIR is not a key pair as solana-keygen writes it (a JSON array of 64 bytes, or a file of it).',
  );
