/** A person takes a wallet's key along (W-05, A-06), sealed to a public key that their console made for this one export. */
import { createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { appError } from '#core/domain/errors.ts';
import type { Address, KeyExportId, WalletId } from '#core/domain/ids.ts';
import { EXPORT_LIMIT } from '#core/domain/key-export.ts';
import type { Signer } from '#core/ports/signer.ts';
import { appendAudit } from '#core/store/audit.ts';
import type { Database } from '#core/store/db.ts';
import { insertKeyExport, secondsToNextExport } from '#core/store/key-exports.ts';
import { newId } from '#core/store/new-id.ts';
import { findWallet } from '#core/store/wallets.ts';
import type { Caller } from '../account/caller.ts';
import { requireStepUp } from '../account/require-step-up.ts';
import { found } from '../found.ts';
import { requireAllowedIp } from '../organization/require-allowed-ip.ts';
import { requireOwner } from '../require-owner.ts';
import { parseText } from '../text-input.ts';

export interface ExportKeyDeps {
  readonly db: Database;
  readonly signer: Pick<Signer, 'exportWallet'>;
}

export interface ExportKeyInput {
  readonly walletId: string;
  /** 32 bytes of X25519 in base64. */
  readonly recipientPublicKey: string;
  readonly idempotencyKey: string;
}

export interface ExportedKey {
  readonly address: Address;
  /** docs/sealed-export.md. */
  readonly box: Uint8Array;
}

/**
 * Answers once: the same idempotency key again is a CONFLICT, for what was sealed is kept nowhere.
 * @param ip where the request came from
 * @throws AppError FORBIDDEN, STEP_UP_REQUIRED, IP_NOT_ALLOWED, BAD_USER_INPUT, NOT_FOUND, WALLET_WATCH_ONLY, CONFLICT,
 * RATE_LIMITED, SIGNER_UNAVAILABLE
 */
export async function exportWalletKey(
  deps: ExportKeyDeps,
  caller: Caller,
  input: ExportKeyInput,
  ip: string | null,
): Promise<ExportedKey> {
  requireOwner(caller);
  const recipientKey = parseRecipientKey(input.recipientPublicKey);
  const idempotencyKey = parseText(input.idempotencyKey, 'idempotencyKey', { min: 8, max: 128 });
  const db = deps.db.as(caller);
  await requireStepUp(db, caller);
  await requireAllowedIp(db, caller, ip);
  const wallet = found(await findWallet(db, caller, input.walletId), 'wallet');
  if (wallet.kind === 'WATCH') throw appError('WALLET_WATCH_ONLY', { field: 'walletId' });
  const exportId = await ask(deps.db, caller, { walletId: wallet.id, recipientKey, idempotencyKey });
  const { organizationId } = caller;
  return { address: wallet.address, box: await deps.signer.exportWallet({ organizationId, exportId }) };
}

interface Asked {
  readonly walletId: WalletId;
  readonly recipientKey: Uint8Array;
  readonly idempotencyKey: string;
}

/** Writes down that the key is asked for, before anything leaves: the audit log has it even if the answer is lost. */
async function ask(db: Database, caller: Caller, { walletId, ...asked }: Asked): Promise<KeyExportId> {
  const { organizationId, userId } = caller;
  const id = newId<KeyExportId>();
  await db.transaction(caller, async (tx) => {
    const retryAfter = await secondsToNextExport(tx, caller, EXPORT_LIMIT);
    if (!(await insertKeyExport(tx, caller, { id, walletId, userId, ...asked }))) {
      throw appError('CONFLICT', { field: 'idempotencyKey' });
    }
    if (retryAfter > 0) throw appError('RATE_LIMITED', { retryAfter });
    await appendAudit(tx, {
      ...{ organizationId, actorId: userId, action: 'wallet.key-exported' },
      ...{ objectKind: 'wallet', objectId: walletId, detail: { exportId: id } },
    });
  });
  return id;
}

/** What stands before the 32 raw bytes of an X25519 key (SPKI, RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

/** @throws AppError BAD_USER_INPUT, also for the few points that every secret would agree on (RFC 7748, section 6.1) */
function parseRecipientKey(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 32 && bytes.toString('base64') === text && agrees(bytes)) return bytes;
  const rule = 'must be base64 of a 32-byte X25519 public key made for this export';
  throw appError('BAD_USER_INPUT', { field: 'recipientPublicKey', rule });
}

function agrees(raw: Uint8Array): boolean {
  try {
    const publicKey = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
    diffieHellman({ privateKey: generateKeyPairSync('x25519').privateKey, publicKey });
    return true;
  } catch {
    return false;
  }
}
