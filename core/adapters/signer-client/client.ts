/** The signer over its Unix socket, as server and worker use it. */
import type { z } from 'zod';
import {
  exportResult,
  holdsKekResult,
  SIGN_REQUESTS_LIMIT,
  type SignerError,
  type SignIntentLine,
  sealingKeyResult,
  signIntentsResult,
  walletResult,
} from '#core/contracts/signer.ts';
import { type AppError, appError } from '#core/domain/errors.ts';
import type { Address, AttemptId, Signature } from '#core/domain/ids.ts';
import type { SealedWallet, Signer, SignIntentOutcome, SignIntentRequest } from '#core/ports/signer.ts';
import { createConnection, type RequestBody } from './connection.ts';

/** A signature waits for a few reads of the chain and one transaction; this is far beyond both. */
const TIMEOUT_MS = 10_000;

export interface SignerClient extends Signer {
  close(): void;
}

/** As a rotation asks it. */
export interface KekHolder {
  /** Whether the signer opens what that key-encryption key wraps. @throws AppError SIGNER_UNAVAILABLE */
  holdsKek(kekId: string): Promise<boolean>;
}

export function createSignerClient(options: { socketPath: string; timeoutMs?: number }): SignerClient & KekHolder {
  const connection = createConnection({ timeoutMs: TIMEOUT_MS, ...options });

  async function call<T>(body: RequestBody, result: z.ZodType<T>): Promise<T> {
    const response = await connection.request(body);
    if (!response.ok) throw errorOf(response.error);
    return result.parse(response.result);
  }

  async function signLine(requests: readonly SignIntentRequest[]): Promise<SignIntentOutcome[]> {
    const results = await call({ method: 'signIntents', requests: requests.map(toLine) }, signIntentsResult);
    // An answer that is not one for each request cannot be matched to any.
    if (results.length !== requests.length) throw appError('SIGNER_UNAVAILABLE', {});
    return results.map(toOutcome);
  }

  return {
    async sealingKey() {
      const { keyId, publicKey } = await call({ method: 'sealingKey' }, sealingKeyResult);
      return { keyId, publicKey: fromBase64(publicKey) };
    },
    holdsKek: async (kekId) => (await call({ method: 'holdsKek', kekId }, holdsKekResult)).holds,
    createWallet: async (owner) => sealedWallet(await call({ method: 'createWallet', ...owner }, walletResult)),
    importWallet: async ({ sealedKey, ...owner }) => {
      const body: RequestBody = { method: 'importWallet', ...owner, sealedKey: toBase64(sealedKey) };
      return sealedWallet(await call(body, walletResult));
    },
    exportWallet: async (request) => fromBase64((await call({ method: 'exportWallet', ...request }, exportResult)).box),
    async signIntents(requests) {
      const outcomes = await Promise.all(linesOf(requests).map(signLine));
      return outcomes.flat();
    },
    close: () => connection.close(),
  };
}

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

const sealedWallet = ({ address, blob }: z.infer<typeof walletResult>): SealedWallet => ({
  address: address as Address,
  blob: fromBase64(blob),
});

/** As many requests to a line as the signer takes. */
const linesOf = (requests: readonly SignIntentRequest[]): SignIntentRequest[][] =>
  Array.from({ length: Math.ceil(requests.length / SIGN_REQUESTS_LIMIT) }, (_, line) =>
    requests.slice(line * SIGN_REQUESTS_LIMIT, (line + 1) * SIGN_REQUESTS_LIMIT),
  );

const toLine = (request: SignIntentRequest): SignIntentLine => ({
  intentId: request.intentId,
  fence: request.fence.toString(),
  generation: request.generation.toString(),
  message: toBase64(request.message),
  quote: request.quote,
  blockhashSlot: request.blockhashSlot.toString(),
  lastValidBlockHeight: request.lastValidBlockHeight.toString(),
});

const toOutcome = (result: z.infer<typeof signIntentsResult>[number]): SignIntentOutcome =>
  result.kind === 'signed'
    ? { kind: 'signed', attemptId: result.attemptId as AttemptId, signature: result.signature as Signature }
    : result;

function errorOf({ code, correlationId }: SignerError): AppError {
  if (code === 'SEAL_UNREADABLE') return appError(code, { field: 'sealedKey' });
  if (code === 'NOT_FOUND') return appError(code, { what: 'export' });
  if (code === 'CHAIN_UNAVAILABLE' || code === 'SIGNER_UNAVAILABLE') return appError(code, {});
  return appError('INTERNAL', { correlationId });
}
