/** Where the key-encryption key is: in the environment itself, or in HashiCorp Vault's transit engine (W-02). */
import { z } from 'zod';
import { masterKeyRing } from './master-key-ring.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** What crosses to Vault opens keys: it goes without TLS to this machine alone. */
const vaultAddress = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://vault.example:8200' })
  .refine((text) => {
    const { protocol, hostname } = new URL(text);
    return protocol === 'https:' || LOOPBACK.test(hostname);
  }, 'must be https://, unless Vault runs on this machine');

const settings = z.object({
  /** Which wraps what is new. The other, where it is configured too, still opens what it once wrapped. */
  KEK_PROVIDER: z.enum(['env', 'vault-transit'], { error: 'must be env or vault-transit' }).default('env'),
  MASTER_KEYS: masterKeyRing.optional(),
  VAULT_ADDR: vaultAddress.optional(),
  VAULT_TOKEN: z.string().min(1).optional(),
  /** A file with the token, which may be replaced at any time. It goes before VAULT_TOKEN. */
  VAULT_TOKEN_FILE: z.string().min(1).optional(),
  VAULT_TRANSIT_KEY: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'must be the name of a transit key: 1 to 64 letters, digits, dots, dashes and underscores')
    .optional(),
});
export type KekSettings = z.output<typeof settings>;

type SettingName = keyof KekSettings;

/** What is missing for one provider. */
function missing(given: KekSettings, provider: KekSettings['KEK_PROVIDER']): SettingName[] {
  const needed: SettingName[] = provider === 'env' ? ['MASTER_KEYS'] : ['VAULT_ADDR', 'VAULT_TRANSIT_KEY'];
  const token: SettingName[] =
    provider === 'vault-transit' && given.VAULT_TOKEN_FILE === undefined ? ['VAULT_TOKEN'] : [];
  return [...needed, ...token].filter((name) => given[name] === undefined);
}

/** The part of the signer's environment that says what wraps data keys. */
export const kekSettings = settings.superRefine((given, context) => {
  for (const name of missing(given, given.KEK_PROVIDER)) {
    context.addIssue({ code: 'custom', path: [name], message: `is needed by KEK_PROVIDER=${given.KEK_PROVIDER}` });
  }
});

/** Vault's transit engine, where all of it is configured. */
export function transitSettings(given: KekSettings) {
  const { VAULT_ADDR: url, VAULT_TRANSIT_KEY: key, VAULT_TOKEN_FILE: file, VAULT_TOKEN: text } = given;
  const token = file !== undefined ? { file } : text !== undefined ? { text } : undefined;
  return url === undefined || key === undefined || token === undefined ? undefined : { url, key, token };
}
