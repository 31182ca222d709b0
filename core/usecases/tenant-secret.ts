/**
 * Secrets that we give out for an organisation: its id and 256 random bits. The id says in whose scope the secret is looked up,
 * so that row-level security holds for that look-up too; of the whole we keep the SHA-256.
 */
import { createHash, randomBytes } from 'node:crypto';
import { isUuid, type OrganizationId } from '#core/domain/ids.ts';

const ID_BYTES = 16;
const RANDOM_BYTES = 32;
export const SECRET_BYTES = ID_BYTES + RANDOM_BYTES;

export const mintSecret = (organizationId: OrganizationId): Buffer =>
  Buffer.concat([Buffer.from(organizationId.replaceAll('-', ''), 'hex'), randomBytes(RANDOM_BYTES)]);

export const hashSecret = (secret: Uint8Array | string): Buffer => createHash('sha256').update(secret).digest();

/** Whose it says it is; null when it cannot be one. */
export function organizationOf(secret: Buffer): OrganizationId | null {
  if (secret.length !== SECRET_BYTES) return null;
  const hex = secret.toString('hex', 0, ID_BYTES);
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  return isUuid(id) ? (id as OrganizationId) : null;
}
