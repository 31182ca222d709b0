/** MASTER_KEYS as written in the environment: `id:base64,id:base64`, the current one first. Only read here, never used. */
import { z } from 'zod';
import type { MasterKey } from '#core/ports/kek.ts';

const ENTRY = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)$/;
const RULE = 'must be id:base64 pairs separated by commas, each of 32 bytes, the current one first';

function parseEntry(text: string): MasterKey | null {
  const [, id, encoded] = ENTRY.exec(text.trim()) ?? [];
  return id === undefined || encoded === undefined ? null : { id, key: Buffer.from(encoded, 'base64') };
}

/** Reads MASTER_KEYS. What is refused is never quoted in the message. */
export const masterKeyRing = z.string().transform((text, context): MasterKey[] => {
  const entries = text.split(',').map(parseEntry);
  const ring = entries.filter((entry) => entry !== null);
  if (ring.length !== entries.length || ring.length === 0) context.addIssue({ code: 'custom', message: RULE });
  if (new Set(ring.map((entry) => entry.id)).size !== ring.length) {
    context.addIssue({ code: 'custom', message: 'names one id twice' });
  }
  return ring;
});
