/** Whether a secret key is an address', found out here and not believed. */
import bs58 from 'bs58';

const SEED_BYTES = 32;
/** PKCS #8 of an Ed25519 seed (RFC 8410), but for the seed. */
const PKCS8_HEAD = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);
const ED25519 = { name: 'Ed25519' } as const;

type Bytes = Uint8Array<ArrayBuffer>;

/** Signs something with the seed and verifies it with the public half. Null where the browser has no Ed25519. */
async function seedSigns(seed: Bytes, publicKey: Bytes): Promise<boolean | null> {
  try {
    const wrapped = new Uint8Array([...PKCS8_HEAD, ...seed]);
    const signer = await crypto.subtle.importKey('pkcs8', wrapped, ED25519, false, ['sign']);
    const verifier = await crypto.subtle.importKey('raw', publicKey, ED25519, false, ['verify']);
    const probe = crypto.getRandomValues(new Uint8Array(32));
    return await crypto.subtle.verify(ED25519, verifier, await crypto.subtle.sign(ED25519, signer, probe), probe);
  } catch {
    return null;
  }
}

/** @param secretKey seed ‖ public key, 64 bytes, as Solana's programs keep it */
export async function isKeyOf(secretKey: Bytes, address: string): Promise<boolean> {
  const publicKey = secretKey.slice(SEED_BYTES);
  if (bs58.encode(publicKey) !== address) return false;
  return (await seedSigns(secretKey.slice(0, SEED_BYTES), publicKey)) !== false;
}
