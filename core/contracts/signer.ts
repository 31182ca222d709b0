/**
 * What server and worker may ask of the signer over its Unix socket: one JSON object a line, one answer a line, matched by `id`.
 * No private key ever crosses it in the clear.
 */
import { z } from 'zod';

const base64 = z.base64();
const amount = z.string().regex(/^\d{1,20}$/);

/** What the worker built on; the signer compares it with its own reading. */
export const builtQuote = z.object({
  slot: amount,
  quotedOut: amount,
  minOut: amount,
  poolFee: amount,
  reserveIn: amount,
  reserveOut: amount,
});

/** Intents one line may ask to sign. */
export const SIGN_REQUESTS_LIMIT = 64;

const signIntentRequest = z.object({
  intentId: z.string(),
  fence: amount,
  generation: amount,
  message: base64,
  quote: builtQuote,
  blockhashSlot: amount,
  lastValidBlockHeight: amount,
});
export type SignIntentLine = z.infer<typeof signIntentRequest>;

export const signerRequest = z.discriminatedUnion('method', [
  /** The X25519 public key imports are sealed to. */
  z.object({ id: z.number(), method: z.literal('sealingKey') }),
  /** Whether it opens what that key-encryption key wraps: asked before a rotation begins. */
  z.object({ id: z.number(), method: z.literal('holdsKek'), kekId: z.string() }),
  /** Makes a key pair for the wallet; answers its address and ciphertext. */
  z.object({
    id: z.number(),
    method: z.literal('createWallet'),
    userId: z.string(),
    walletId: z.string(),
    genesisHash: z.string(),
  }),
  /** Opens what a client sealed, checks that it is the key of `address`; answers the ciphertext. */
  z.object({
    id: z.number(),
    method: z.literal('importWallet'),
    userId: z.string(),
    walletId: z.string(),
    genesisHash: z.string(),
    address: z.string(),
    sealedKey: base64,
  }),
  /** Answers an export that the server wrote down: the wallet's key, sealed to the key that is written there. */
  z.object({ id: z.number(), method: z.literal('exportWallet'), organizationId: z.uuid(), exportId: z.uuid() }),
  /** Checks each message against its intent, which it reads itself, asks the guards, stores the signed attempts. */
  z.object({
    id: z.number(),
    method: z.literal('signIntents'),
    requests: z.array(signIntentRequest).min(1).max(SIGN_REQUESTS_LIMIT),
  }),
]);
export type SignerRequest = z.infer<typeof signerRequest>;

/** What may go wrong, as codes of `core/domain/errors.ts`. A refusal by the guards is no error but an outcome. */
export const signerError = z.object({
  code: z.enum(['SEAL_UNREADABLE', 'NOT_FOUND', 'CHAIN_UNAVAILABLE', 'SIGNER_UNAVAILABLE', 'INTERNAL']),
  /** Finds the cause in the signer's log. */
  correlationId: z.string(),
});
export type SignerError = z.infer<typeof signerError>;

export const signerResponse = z.discriminatedUnion('ok', [
  z.object({ id: z.number(), ok: z.literal(true), result: z.unknown() }),
  z.object({ id: z.number(), ok: z.literal(false), error: signerError }),
]);
export type SignerResponse = z.infer<typeof signerResponse>;

export const sealingKeyResult = z.object({ keyId: z.string(), publicKey: base64 });
export const holdsKekResult = z.object({ holds: z.boolean() });
export const exportResult = z.object({ box: base64 });
export const walletResult = z.object({ address: z.string(), blob: base64 });
/** One outcome for each request, in their order. */
export const signIntentsResult = z.array(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('signed'), attemptId: z.string(), signature: z.string() }),
    /** Stored with all its reasons, and the intent stays pending with a later due time. `code` is the gravest. */
    z.object({ kind: z.literal('denied'), code: z.string() }),
    z.object({ kind: z.literal('stale') }),
  ]),
);

/**
 * Longest line either side takes, in bytes: as many requests as a line may hold, each with a message of at most 1,232 bytes
 * (1,644 in base64) and its numbers; a sealed key is far less.
 */
export const SIGNER_LINE_LIMIT = SIGN_REQUESTS_LIMIT * 4_096;
