import { createPublicKey, verify } from 'node:crypto';
import { isSigningKey } from '#core/domain/curve.ts';
import { appError } from '#core/domain/errors.ts';
import { type Address, base58Bytes } from '#core/domain/ids.ts';
import { type ChallengePurpose, takeChallenge } from '#core/store/challenges.ts';
import type { Database } from '#core/store/db.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { hashSecret } from '../tenant-secret.ts';
import type { ProofSubject } from './begin-proof.ts';

export interface SignedProof {
  /** As it was asked for. */
  readonly nonce: string;
  /** Ed25519 over the message's bytes, base58. */
  readonly signature: string;
}

/** Characters of 64 bytes in base58. */
const LONGEST_SIGNATURE = 88;
/** What stands before the 32 bytes in SubjectPublicKeyInfo (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * What a signed message proves; each message is good for one try.
 * @throws AppError TOKEN_INVALID when the message has ended, was tried already or never asked for; PROOF_INVALID
 */
export async function takeProof(db: Database, purpose: ChallengePurpose, proof: SignedProof): Promise<ProofSubject> {
  const hash = hashSecret(proof.nonce);
  const subject = await takeChallenge<ProofSubject>(db.as(NO_TENANT), { hash, purpose });
  if (subject === null) throw appError('TOKEN_INVALID', { field: 'nonce' });
  if (!isSigned(subject, proof.signature)) throw appError('PROOF_INVALID', { field: 'signature' });
  return subject;
}

/** OpenSSL refuses an S that is not below the group's order (RFC 8032, 5.1.7); keys of small order are refused here. */
function isSigned({ address, message }: ProofSubject, text: string): boolean {
  const signature = text.length <= LONGEST_SIGNATURE ? base58Bytes(text) : null;
  if (signature?.length !== 64 || !isSigningKey(address)) return false;
  return verify(null, Buffer.from(message), publicKeyOf(address), signature);
}

function publicKeyOf(address: Address) {
  const bytes = base58Bytes(address) ?? new Uint8Array();
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes]), format: 'der', type: 'spki' });
}
