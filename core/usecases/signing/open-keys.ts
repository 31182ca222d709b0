/** The keys that sign a message. A key that will not open is a denial, not an error: trying again may be in vain. */
import { type Denial, denial } from '#core/domain/risk/denial.ts';
import { KekUnavailable } from '#core/ports/kek.ts';
import type { SigningIntent, SigningWallet } from '#core/ports/signing-store.ts';
import { type SigningKey, type Vault, VaultError } from '#core/ports/vault.ts';
import type { Inspection } from './inspect.ts';

/** Opens the keys of the message's signers, in its order; none for a message that is not the intent's. Never rejects for a key. */
export async function openKeys(
  deps: { readonly vault: Vault },
  { wallet, feePayer }: SigningIntent,
  { order, head }: Pick<Inspection, 'order' | 'head'>,
): Promise<readonly SigningKey[] | Denial> {
  if (head === null || !order.matches) return denial('MESSAGE_DIFFERS');
  const opened = await Promise.all(
    head.signers.map((address) => {
      const signing = [wallet, feePayer].find((one) => one.address === address);
      return signing === undefined ? denial('NO_KEY', { address }) : openKey(deps, signing);
    }),
  );
  return opened.find((one) => 'code' in one) ?? opened.filter((one) => 'sign' in one);
}

async function openKey(
  { vault }: { readonly vault: Vault },
  { id, userId, address, genesisHash, blob, dataKey }: SigningWallet,
): Promise<SigningKey | Denial> {
  if (blob === null || dataKey === null) return denial('NO_KEY', { address });
  try {
    return await vault.open({ owner: { userId, walletId: id, address, genesisHash }, blob, dataKey });
  } catch (error) {
    if (error instanceof VaultError) return denial('NO_KEY', { address, reason: error.message });
    if (error instanceof KekUnavailable) return denial('KEK_UNAVAILABLE', { address, reason: error.message });
    throw error;
  }
}
