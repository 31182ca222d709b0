/** One line in, one line out: reads a request, calls the signer, words the answer. Nothing here can throw. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { z } from 'zod';
import {
  type exportResult,
  type holdsKekResult,
  type SignerError,
  type SignerRequest,
  type SignerResponse,
  type SignIntentLine,
  type sealingKeyResult,
  signerRequest,
  type signIntentsResult,
  type walletResult,
} from '#core/contracts/signer.ts';
import { isAppError } from '#core/domain/errors.ts';
import type {
  Address,
  GenesisHash,
  IntentId,
  KeyExportId,
  OrganizationId,
  UserId,
  WalletId,
} from '#core/domain/ids.ts';
import type { SignerService } from '#core/runtime/signer.ts';

type Result = z.infer<
  typeof sealingKeyResult | typeof holdsKekResult | typeof walletResult | typeof exportResult | typeof signIntentsResult
>;

/** The answer to one request; null when the line is none, for then there is no number to answer to. */
export async function answer(signer: SignerService, log: Logger, line: string): Promise<SignerResponse | null> {
  const request = parse(line);
  if (request === null) {
    log.warn('a line that is no request was ignored');
    return null;
  }
  const child = log.child({ request: request.id, method: request.method });
  try {
    const result = await perform(signer, request);
    child[isAlarming(result) ? 'error' : 'info'](fieldsOf(request, result), 'answered');
    return { id: request.id, ok: true, result };
  } catch (error) {
    return { id: request.id, ok: false, error: wordError(child, error) };
  }
}

function parse(line: string): SignerRequest | null {
  try {
    return signerRequest.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

async function perform(signer: SignerService, request: SignerRequest): Promise<Result> {
  switch (request.method) {
    case 'sealingKey': {
      const { keyId, publicKey } = await signer.sealingKey();
      return { keyId, publicKey: toBase64(publicKey) };
    }
    case 'holdsKek':
      return { holds: signer.holdsKek(request.kekId) };
    case 'createWallet':
      return walletAnswer(await signer.createWallet(ownerOf(request)));
    case 'importWallet': {
      const [address, sealedKey] = [request.address as Address, fromBase64(request.sealedKey)];
      return walletAnswer(await signer.importWallet({ ...ownerOf(request), address, sealedKey }));
    }
    case 'exportWallet': {
      const [organizationId, exportId] = [request.organizationId as OrganizationId, request.exportId as KeyExportId];
      return { box: toBase64(await signer.exportWallet({ organizationId, exportId })) };
    }
    case 'signIntents': {
      const outcomes = await signer.signIntents(request.requests.map(toRequest));
      return [...outcomes];
    }
  }
}

type SignRequest = Parameters<SignerService['signIntents']>[0][number];

const toRequest = (line: SignIntentLine): SignRequest => ({
  intentId: line.intentId as IntentId,
  fence: BigInt(line.fence),
  generation: BigInt(line.generation),
  message: fromBase64(line.message),
  quote: line.quote,
  blockhashSlot: BigInt(line.blockhashSlot),
  lastValidBlockHeight: BigInt(line.lastValidBlockHeight),
});

/** A stored key that does not open was changed or moved, or its master key is missing: nobody but an operator can mend it. */
const isAlarming = (result: Result): boolean =>
  Array.isArray(result) && result.some((outcome) => outcome.kind === 'denied' && outcome.code === 'NO_KEY');

/** What became of each intent, for the log. */
function fieldsOf(request: SignerRequest, result: Result): object {
  if (request.method !== 'signIntents' || !Array.isArray(result)) return {};
  return {
    intents: result.map((outcome, position) => ({
      intentId: request.requests[position]?.intentId,
      outcome: outcome.kind,
      ...('code' in outcome ? { code: outcome.code } : {}),
    })),
  };
}

const ownerOf = (request: { userId: string; walletId: string; genesisHash: string }) => ({
  userId: request.userId as UserId,
  walletId: request.walletId as WalletId,
  genesisHash: request.genesisHash as GenesisHash,
});

const walletAnswer = ({ address, blob }: { address: Address; blob: Uint8Array }) => ({ address, blob: toBase64(blob) });
const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

/** What a caller is told as it is. */
const TOLD = ['SEAL_UNREADABLE', 'NOT_FOUND', 'CHAIN_UNAVAILABLE', 'SIGNER_UNAVAILABLE'] as const;

/** A code the caller can act on; the cause stays in our log under the correlation id. */
function wordError(log: Logger, error: unknown): SignerError {
  const correlationId = randomUUID();
  const code = isAppError(error) ? TOLD.find((one) => one === error.code) : undefined;
  if (code !== undefined) {
    const { cause } = error as Error;
    log.warn({ code, correlationId, ...(cause instanceof Error ? { reason: cause.message } : {}) }, 'refused');
    return { code, correlationId };
  }
  log.error({ err: error, correlationId }, 'failed');
  return { code: 'INTERNAL', correlationId };
}
