/**
 * HashiCorp Vault's transit engine as key-encryption key: master keys never leave Vault, which counts their versions and records
 * each use (https://developer.hashicorp.com/vault/api-docs/secret/transit). A wrapped key is
 *
 *     version 2 (1) | length of key id (1) | key id | Vault's ciphertext, `vault:v3:…`, as text
 *
 * with the key id `transit:NAME:v3`. The context goes along as `associated_data`, so a blob opens in no other row.
 */
import { z } from 'zod';
import { type KekContext, type KekProvider, KekUnavailable } from '#core/ports/kek.ts';
import { VaultError } from '#core/ports/vault.ts';
import { blobHeader, readBlobHeader } from '../blob-header.ts';
import { lengthPrefixed } from '../length-prefixed.ts';
import { atOnce } from './at-once.ts';
import { callVault, type VaultAddress, VaultRefused, VaultSilent } from './vault-http.ts';

const VERSION = 2;
const KEY_BYTES = 32;
const CIPHERTEXT = /^vault:(v[1-9]\d{0,8}):[A-Za-z0-9+/]+={0,2}$/;
/** Calls to Vault at once: a start that opens hundreds of keys must not make them all late. */
const MOST_CALLS = 32;
/** Key types of transit that authenticate associated data; one that does not would ignore the context. */
const AEAD = ['aes128-gcm96', 'aes256-gcm96', 'chacha20-poly1305', 'xchacha20-poly1305'] as const;

const encrypted = z.object({ ciphertext: z.string().regex(CIPHERTEXT) });
const decrypted = z.object({ plaintext: z.base64() });
const keyState = z.object({ type: z.enum(AEAD), latest_version: z.int().positive() });

/** After a call that nobody answered, the others are not made to wait as long: they fail at once for so long. */
const LEFT_ALONE_MS = 1_000;

type Call = (path: string, body?: object) => Promise<unknown>;

/** So many at once, and none for a moment after one that nobody answered. */
function patiently(call: Call): Call {
  const inTurn = atOnce(MOST_CALLS);
  let silence: { readonly error: VaultSilent; readonly until: number } | null = null;
  return (path, body) =>
    inTurn(async () => {
      if (silence !== null && performance.now() < silence.until) throw silence.error;
      try {
        return await call(path, body);
      } catch (error) {
        if (error instanceof VaultSilent) silence = { error, until: performance.now() + LEFT_ALONE_MS };
        throw error;
      }
    });
}

export interface TransitOptions extends VaultAddress {
  /** Name of the transit key. */
  readonly key: string;
}

export function transitKek(options: TransitOptions): KekProvider {
  const prefix = `transit:${options.key}:`;
  const call = patiently((path, body) => callVault(options, path, body));
  const at = (operation: string): string => `transit/${operation}/${encodeURIComponent(options.key)}`;
  const idOf = (ciphertext: string): string => `${prefix}${CIPHERTEXT.exec(ciphertext)?.[1]}`;

  return {
    async currentId() {
      const { latest_version } = read(keyState, await call(at('keys')));
      return `${prefix}v${latest_version}`;
    },

    holds: (kekId) => kekId.startsWith(prefix),

    async wrap(context, key) {
      const body = { plaintext: Buffer.from(key).toString('base64'), ...associated(context) };
      const { ciphertext } = read(encrypted, await refusal(call(at('encrypt'), body), unusable));
      const kekId = idOf(ciphertext);
      return { blob: Buffer.concat([blobHeader(VERSION, kekId), Buffer.from(ciphertext, 'ascii')]), kekId };
    },

    async unwrap(context, blob) {
      const { version, keyId, head } = readBlobHeader(blob);
      const ciphertext = Buffer.from(blob.subarray(head.length)).toString('latin1');
      const ours = version === VERSION && CIPHERTEXT.test(ciphertext) && keyId === idOf(ciphertext);
      if (!ours) throw new VaultError('not a ciphertext of this version');
      const body = { ciphertext, ...associated(context) };
      const asked = refusal(call(at('decrypt'), body), () => foreign(context));
      const key = Buffer.from(read(decrypted, await asked).plaintext, 'base64');
      if (key.length !== KEY_BYTES) throw foreign(context);
      return key;
    },
  };
}

const associated = ({ purpose, subject }: KekContext): { associated_data: string } => ({
  associated_data: lengthPrefixed(['sluice', purpose, subject]).toString('base64'),
});

const foreign = ({ purpose }: KekContext) => new VaultError(`a ${purpose} does not belong here or was changed`);
const unusable = () => new KekUnavailable('Vault refuses to encrypt with this transit key');

/** Words a 400, which is about what was sent. */
async function refusal<T>(call: Promise<T>, word: () => Error): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof VaultRefused ? word() : error;
  }
}

function read<T>(schema: z.ZodType<T>, data: unknown): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  throw new KekUnavailable(
    'Vault answers something that is no answer of its transit engine, or the key has no AEAD type',
  );
}
