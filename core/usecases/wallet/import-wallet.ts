import { isOnCurve } from '#core/domain/curve.ts';
import { appError } from '#core/domain/errors.ts';
import { type Address, parseAddress, type WalletId } from '#core/domain/ids.ts';
import type { Wallet } from '#core/domain/wallet.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Signer } from '#core/ports/signer.ts';
import { appendAudit } from '#core/store/audit.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { findWallet, insertWallet } from '#core/store/wallets.ts';
import { requireVerified } from '../account/require-verified.ts';
import { found } from '../found.ts';
import { once } from '../once.ts';
import { parseName } from '../text-input.ts';

export interface ImportWalletDeps {
  readonly db: Database;
  readonly signer: Pick<Signer, 'importWallet'>;
  readonly chain: Pick<Chain, 'genesisHash'>;
}

export interface ImportWalletInput {
  readonly label: string;
  readonly address: string;
  /** Private key, sealed by the client to the signer's public key; base64. */
  readonly sealedKey: string;
  readonly idempotencyKey: string;
}

/** Longer than any sealed key, short enough to refuse a file given by mistake. */
const LONGEST_SEAL = 1_024;

/** @throws AppError INVALID_ADDRESS, ADDRESS_OFF_CURVE */
function parseKeyAddress(text: string): Address {
  const address = parseAddress(text, 'address');
  if (!isOnCurve(address)) throw appError('ADDRESS_OFF_CURVE', { field: 'address', value: address });
  return address;
}

/** @throws AppError BAD_USER_INPUT */
function parseSeal(text: string): Uint8Array {
  const wellFormed = /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0 && text.length <= LONGEST_SEAL;
  if (!wellFormed) throw appError('BAD_USER_INPUT', { field: 'sealedKey', rule: 'must be base64 of a sealed key' });
  return Buffer.from(text, 'base64');
}

/**
 * Takes an existing key into custody (W-01). The key arrives sealed to the signer, which checks that it is the address's.
 * @throws AppError FORBIDDEN, BAD_USER_INPUT, INVALID_ADDRESS, ADDRESS_OFF_CURVE, SEAL_UNREADABLE, WALLET_EXISTS, EMAIL_NOT_VERIFIED,
 * CONFLICT, SIGNER_UNAVAILABLE
 */
export async function importWallet(deps: ImportWalletDeps, actor: Actor, input: ImportWalletInput): Promise<Wallet> {
  const { genesisHash } = deps.chain;
  const { userId } = actor;
  const label = parseName(input.label, 'label');
  const address = parseKeyAddress(input.address);
  const sealedKey = parseSeal(input.sealedKey);
  const id = await once(deps.db, actor, {
    key: input.idempotencyKey,
    operation: 'wallet.import',
    body: { label, address, sealedKey: input.sealedKey },
    async prepare(walletId: WalletId) {
      await requireVerified(deps, actor);
      return deps.signer.importWallet({ userId, walletId, genesisHash, address, sealedKey });
    },
    write: async (tx, walletId, { blob }) => {
      await insertWallet(tx, actor, { id: walletId, userId, label, address, genesisHash, blob, imported: true });
      await appendAudit(tx, {
        organizationId: actor.organizationId,
        actorId: userId,
        action: 'wallet.imported',
        objectKind: 'wallet',
        objectId: walletId,
        detail: { address },
      });
    },
  });
  return found(await findWallet(deps.db.as(actor), actor, id), 'wallet');
}
