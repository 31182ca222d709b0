/**
 * What server and worker may ask of the signer over its Unix socket: one JSON object a line, one answer a line, matched by `id`.
 * No private key ever crosses it in the clear.
 */
import { z } from 'zod';

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
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

export const signerRequest = z.discriminatedUnion('method', [
  /** The X25519 public key imports are sealed to. */
  z.object({ id: z.number(), method: z.literal('sealingKey') }),
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
  /** Checks the message against the intent it reads itself, asks the guards, stores the signed attempt. */
  z.object({
    id: z.number(),
    method: z.literal('signIntent'),
    intentId: z.string(),
    fence: amount,
    generation: amount,
    message: base64,
    quote: builtQuote,
    blockhashSlot: amount,
    lastValidBlockHeight: amount,
  }),
]);
export type SignerRequest = z.infer<typeof signerRequest>;

export const signerError = z.object({
  /** A denial's reason code, or an error code. */
  code: z.string(),
  message: z.string(),
  /** True when the guards said no: stored, and the intent stays pending with a later due time. */
  denied: z.boolean(),
});

export const signerResponse = z.union([
  z.object({ id: z.number(), ok: z.literal(true), result: z.unknown() }),
  z.object({ id: z.number(), ok: z.literal(false), error: signerError }),
]);
export type SignerResponse = z.infer<typeof signerResponse>;

export const sealingKeyResult = z.object({ keyId: z.string(), publicKey: base64 });
export const walletResult = z.object({ address: z.string(), blob: base64 });
export const signIntentResult = z.object({ attemptId: z.string(), signature: z.string() });
