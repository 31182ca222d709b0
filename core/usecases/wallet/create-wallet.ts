import type { WalletId } from '#core/domain/ids.ts';
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

export interface CreateWalletDeps {
  readonly db: Database;
  readonly signer: Pick<Signer, 'createWallet'>;
  readonly chain: Pick<Chain, 'genesisHash'>;
}

export interface CreateWalletInput {
  readonly label: string;
  readonly idempotencyKey: string;
}

/**
 * Makes a custodial wallet: the signer makes the key, only its ciphertext is stored (W-01).
 * @throws AppError FORBIDDEN, BAD_USER_INPUT, EMAIL_NOT_VERIFIED, CONFLICT, SIGNER_UNAVAILABLE
 */
export async function createWallet(deps: CreateWalletDeps, actor: Actor, input: CreateWalletInput): Promise<Wallet> {
  const { genesisHash } = deps.chain;
  const label = parseName(input.label, 'label');
  const id = await once(deps.db, actor, {
    key: input.idempotencyKey,
    operation: 'wallet.create',
    body: { label },
    async prepare(walletId: WalletId) {
      await requireVerified(deps, actor);
      return deps.signer.createWallet({ userId: actor.userId, walletId, genesisHash });
    },
    write: async (tx, walletId, { address, blob }) => {
      await insertWallet(tx, actor, {
        id: walletId,
        userId: actor.userId,
        label,
        address,
        genesisHash,
        blob,
        imported: false,
      });
      await appendAudit(tx, {
        organizationId: actor.organizationId,
        actorId: actor.userId,
        action: 'wallet.created',
        objectKind: 'wallet',
        objectId: walletId,
        detail: { address },
      });
    },
  });
  return found(await findWallet(deps.db.as(actor), actor, id), 'wallet');
}
