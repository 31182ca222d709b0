/**
 * Access to a block engine that asks who calls: a challenge, signed, buys an access and a refresh token. Over jito-ts' service
 * client alone: its own provider throws out of a callback when the block engine is away, which would end the process.
 */
import { sign } from 'node:crypto';
import { type AuthServiceClient, Role, type Token } from 'jito-ts/dist/gen/block-engine/auth.js';
import type { Clock } from '#core/ports/clock.ts';
import type { AuthKey } from './auth-key.ts';
import { unary } from './unary.ts';

/** A token is renewed this long before its time is over. */
const EARLY_MS = 5_000;

export interface Access {
  /** A token good for now. @throws ServiceError when none can be had */
  token(): Promise<string>;
}

export interface AccessOptions {
  readonly service: AuthServiceClient;
  readonly key: AuthKey;
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'now'>;
}

/** One at a time asks for tokens, whoever needs one waits for it. */
export function createAccess(options: AccessOptions): Access {
  let tokens: Tokens | null = null;
  let asking: Promise<Tokens> | null = null;
  const renewed = async (): Promise<Tokens> => {
    tokens = await renew(options, tokens);
    return tokens;
  };
  return {
    async token() {
      if (tokens !== null && isGood(options.clock, tokens.access)) return tokens.access.value;
      asking ??= renewed().finally(() => {
        asking = null;
      });
      return (await asking).access.value;
    },
  };
}

interface Tokens {
  readonly access: Token;
  readonly refresh: Token;
}

const isGood = (clock: Pick<Clock, 'now'>, { expiresAtUtc }: Token): boolean =>
  expiresAtUtc !== undefined && expiresAtUtc.getTime() - EARLY_MS > clock.now().getTime();

async function renew(options: AccessOptions, before: Tokens | null): Promise<Tokens> {
  if (before === null || !isGood(options.clock, before.refresh)) return authenticate(options);
  try {
    return { ...before, access: await refresh(options, before.refresh) };
  } catch {
    // A block engine that was started anew knows no token of its past.
    return authenticate(options);
  }
}

async function refresh({ service, timeoutMs }: AccessOptions, { value }: Token): Promise<Token> {
  const ask = service.refreshAccessToken.bind(service);
  const { accessToken } = await unary(ask, { refreshToken: value }, { timeoutMs });
  return given(accessToken);
}

async function authenticate({ service, key, timeoutMs }: AccessOptions): Promise<Tokens> {
  const { publicKey, privateKey, address } = key;
  const ask = service.generateAuthChallenge.bind(service);
  const { challenge } = await unary(ask, { role: Role.SEARCHER, pubkey: publicKey }, { timeoutMs });
  // The key's name goes before what the other side made up, so that it can have nothing else signed.
  const text = `${address}-${challenge}`;
  const signedChallenge = sign(null, Buffer.from(text), privateKey);
  const proof = { challenge: text, clientPubkey: publicKey, signedChallenge };
  const { accessToken, refreshToken } = await unary(service.generateAuthTokens.bind(service), proof, { timeoutMs });
  return { access: given(accessToken), refresh: given(refreshToken) };
}

function given(token: Token | undefined): Token {
  if (token === undefined) throw new Error('the block engine answered without a token');
  return token;
}
