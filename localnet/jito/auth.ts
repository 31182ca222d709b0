import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { addressAt } from '../chain/base58.ts';

/** ASN.1 wrapping of a raw ed25519 public key (RFC 8410). */
const SPKI_ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const CHALLENGE_MS = 60_000;
const REFRESH_TOKEN_MS = 24 * 60 * 60_000;
const DEFAULT_ACCESS_TOKEN_MS = 30 * 60_000;
const TOKEN_BYTES = 32;

export interface AuthOptions {
  /** Public keys (base58) that may send. Without it anybody may, with or without a token. */
  readonly authorizedKeys?: readonly string[];
  /** How long an access token is good for; half an hour. */
  readonly accessTokenMs?: number;
}

export interface Token {
  readonly value: string;
  readonly expiresAtUtc: Date;
}

export interface TokenPair {
  readonly accessToken: Token;
  readonly refreshToken: Token;
}

/** The caller is not who may do this; the message is for it. */
export class AuthRefused extends Error {
  override readonly name = 'AuthRefused';
}

/** Who callers without a token are. */
export const ANONYMOUS = 'anonymous';

/** Secrets handed out, each good for a key and a time. */
class Tickets {
  readonly #tickets = new Map<string, { readonly key: string; readonly until: number }>();

  issue(key: string, ttlMs: number): Token {
    this.#forgetExpired();
    const value = randomBytes(TOKEN_BYTES).toString('hex');
    const until = Date.now() + ttlMs;
    this.#tickets.set(value, { key, until });
    return { value, expiresAtUtc: new Date(until) };
  }

  /** The key it was issued to; null when it was not, or its time is over. */
  holder(value: string): string | null {
    const ticket = this.#tickets.get(value);
    return ticket === undefined || ticket.until <= Date.now() ? null : ticket.key;
  }

  revoke(value: string): void {
    this.#tickets.delete(value);
  }

  #forgetExpired(): void {
    for (const [value, { until }] of this.#tickets) if (until <= Date.now()) this.#tickets.delete(value);
  }
}

/** A block engine's authentication: a challenge, signed with the caller's ed25519 key, buys an access and a refresh token. */
export class Auth {
  readonly #options: AuthOptions;
  readonly #challenges = new Tickets();
  readonly #access = new Tickets();
  readonly #refresh = new Tickets();

  constructor(options: AuthOptions) {
    this.#options = options;
  }

  /** @throws AuthRefused for a key that may not send. */
  challenge(publicKey: Uint8Array): string {
    const key = readKey(publicKey);
    const { authorizedKeys } = this.#options;
    if (authorizedKeys !== undefined && !authorizedKeys.includes(key))
      throw new AuthRefused('the key is not authorized');
    return this.#challenges.issue(key, CHALLENGE_MS).value;
  }

  /** `signed` is the challenge after the caller's public key and a dash, and `signature` is over all of it. @throws AuthRefused */
  tokens(signed: string, publicKey: Uint8Array, signature: Uint8Array): TokenPair {
    const key = readKey(publicKey);
    const challenge = signed.slice(signed.indexOf('-') + 1);
    const isOurs = signed === `${key}-${challenge}` && this.#challenges.holder(challenge) === key;
    if (!isOurs || !verify(null, Buffer.from(signed), ed25519Key(publicKey), signature)) {
      throw new AuthRefused('the challenge is not signed by its key');
    }
    this.#challenges.revoke(challenge);
    return { accessToken: this.#accessToken(key), refreshToken: this.#refresh.issue(key, REFRESH_TOKEN_MS) };
  }

  /** @throws AuthRefused for a token that was not issued, or is over. */
  refresh(refreshToken: string): Token {
    const key = this.#refresh.holder(refreshToken);
    if (key === null) throw new AuthRefused('the refresh token is not valid');
    return this.#accessToken(key);
  }

  /** Who calls with this `authorization` header. @throws AuthRefused */
  caller(authorization: string | undefined): string {
    if (authorization === undefined) {
      if (this.#options.authorizedKeys === undefined) return ANONYMOUS;
      throw new AuthRefused('an access token is needed');
    }
    const key = this.#access.holder(authorization.replace(/^Bearer /, ''));
    if (key === null) throw new AuthRefused('the access token is not valid');
    return key;
  }

  #accessToken(key: string): Token {
    return this.#access.issue(key, this.#options.accessTokenMs ?? DEFAULT_ACCESS_TOKEN_MS);
  }
}

function readKey(publicKey: Uint8Array): string {
  if (publicKey.length !== 32) throw new AuthRefused('a public key has 32 bytes');
  return addressAt(Buffer.from(publicKey));
}

function ed25519Key(publicKey: Uint8Array) {
  return createPublicKey({
    key: Buffer.concat([SPKI_ED25519_PREFIX, publicKey]),
    format: 'der',
    type: 'spki',
  });
}
