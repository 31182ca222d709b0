/**
 * The signer's half of an export (W-05). It believes nobody who asks: it looks in Postgres for what the server alone may write
 * there, and seals to the key that stands there. A worker that is taken over can ask for nothing, a server for no more than a few
 * an hour.
 */
import { appError } from '#core/domain/errors.ts';
import type { KeyExportId, OrganizationId } from '#core/domain/ids.ts';
import { EXPORT_LIMIT } from '#core/domain/key-export.ts';
import { spendKeyExport } from '#core/store/key-exports.ts';
import { type KeyDependencies, whileReachable } from './keys.ts';

export interface KeyExportRequest {
  readonly organizationId: OrganizationId;
  readonly exportId: KeyExportId;
}

/** @throws AppError NOT_FOUND when there is no such export to spend, SIGNER_UNAVAILABLE; VaultError */
export async function exportKey({ db, vault }: KeyDependencies, request: KeyExportRequest): Promise<Uint8Array> {
  const spent = await db.transaction(request, (tx) => spendKeyExport(tx, request, request.exportId, EXPORT_LIMIT));
  if (spent === null) throw appError('NOT_FOUND', { what: 'export' });
  const { userId, recipientKey, key } = spent;
  return whileReachable(() => vault.exportWallet(key, { userId, publicKey: recipientKey }));
}
