/** HashiCorp Vault over HTTP, as far as its transit engine is used: one call, its time-out, and errors without secrets. */
import fs from 'node:fs/promises';
import { KekUnavailable } from '#core/ports/kek.ts';

const TIMEOUT_MS = 3_000;

export interface VaultAddress {
  /** Such as https://vault.example:8200, without a path. */
  readonly url: string;
  /** The token itself, or a file of it, which is read for each call: an agent may renew it at any time. */
  readonly token: { readonly text: string } | { readonly file: string };
  /** In place of three seconds for each call. */
  readonly timeoutMs?: number;
}

/** What Vault answered to a call it refused. */
export class VaultRefused extends Error {
  override readonly name = 'VaultRefused';
  readonly status: number;

  constructor(status: number) {
    super(`Vault answers ${status}`);
    this.status = status;
  }
}

/** Nobody answered at all: the next call would wait as long for nothing. */
export class VaultSilent extends KekUnavailable {}

/** What an operator does about a status, where that is known. */
const MEANING: Readonly<Record<number, string>> = {
  403: 'permission denied: the token has ended, or its policy lacks the path',
  404: 'not found: no such transit key, or the engine is not mounted at transit/',
  429: 'too many requests, or a standby that does not answer',
  503: 'sealed or in maintenance',
};

async function readToken({ token }: VaultAddress): Promise<string> {
  if ('text' in token) return token.text;
  try {
    return (await fs.readFile(token.file, 'utf8')).trim();
  } catch (error) {
    throw new KekUnavailable(`VAULT_TOKEN_FILE cannot be read (${(error as { code?: string }).code ?? 'unreadable'})`);
  }
}

async function exchange(address: VaultAddress, path: string, body: object | undefined): Promise<Response> {
  const token = await readToken(address);
  try {
    return await fetch(new URL(`/v1/${path}`, address.url), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'x-vault-token': token, 'x-vault-request': 'true', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A token is for the address it was given for, and goes nowhere else.
      redirect: 'error',
      signal: AbortSignal.timeout(address.timeoutMs ?? TIMEOUT_MS),
    });
  } catch (error) {
    throw unreachable(error);
  }
}

function unreachable(error: unknown): VaultSilent {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return new VaultSilent(
    `Vault does not answer (${name === 'TimeoutError' ? 'time-out' : (cause?.code ?? 'no answer')})`,
  );
}

/**
 * The `data` of Vault's answer; `body` left out asks by GET.
 * @throws VaultRefused for a 400, which is about what was sent; KekUnavailable for all else. Neither quotes what Vault said.
 */
export async function callVault(address: VaultAddress, path: string, body?: object): Promise<unknown> {
  const response = await exchange(address, path, body);
  if (response.status === 400) throw new VaultRefused(response.status);
  if (!response.ok) {
    const meaning = MEANING[response.status];
    throw new KekUnavailable(`Vault answers ${response.status}${meaning === undefined ? '' : ` (${meaning})`}`);
  }
  try {
    return ((await response.json()) as { data?: unknown }).data;
  } catch {
    throw new KekUnavailable('Vault answers what is no JSON');
  }
}
