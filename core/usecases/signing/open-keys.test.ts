import { describe, expect, it } from 'vitest';
import type { Address } from '#core/domain/ids.ts';
import { KekUnavailable } from '#core/ports/kek.ts';
import type { SigningIntent, SigningWallet } from '#core/ports/signing-store.ts';
import { type StoredKey, type Vault, VaultError } from '#core/ports/vault.ts';
import { openKeys } from './open-keys.ts';

type Checked = Parameters<typeof openKeys>[2];

const wallet = (id: string, over: Partial<SigningWallet> = {}): SigningWallet =>
  ({
    ...{ id, userId: 'u', address: `address of ${id}`, genesisHash: 'g' },
    ...{ blob: new Uint8Array(1), dataKey: new Uint8Array(2), ...over },
  }) as SigningWallet;

const order = (signers: readonly string[], matches = true): Checked =>
  ({ order: { matches }, head: { signers } }) as unknown as Checked;

describe('W-03 keys are opened for a signature', () => {
  const asked: StoredKey[] = [];
  const opening =
    (fails?: (key: StoredKey) => Error | undefined): Vault['open'] =>
    async (key) => {
      asked.push(key);
      const error = fails?.(key);
      if (error !== undefined) throw error;
      return { sign: () => Buffer.from(key.owner.walletId) };
    };
  const open = (
    of: { wallet?: SigningWallet; feePayer?: SigningWallet },
    checked: Checked,
    fails?: Parameters<typeof opening>[0],
  ) => {
    asked.length = 0;
    const intent = { wallet: wallet('w'), feePayer: wallet('f'), ...of } as SigningIntent;
    return openKeys({ vault: { open: opening(fails) } as Vault }, intent, checked);
  };

  it('those of the message’s signers, in its order, each as its own row says', async () => {
    const keys = await open({}, order(['address of f', 'address of w']));
    if ('code' in keys) throw new Error(keys.code);
    expect(keys.map((key) => Buffer.from(key.sign(new Uint8Array())).toString())).toEqual(['f', 'w']);
    expect(asked.map(({ owner }) => owner)).toEqual([
      { userId: 'u', walletId: 'f', address: 'address of f', genesisHash: 'g' },
      { userId: 'u', walletId: 'w', address: 'address of w', genesisHash: 'g' },
    ]);
  });

  it('none for a message that is not the intent’s, or is none', async () => {
    expect(await open({}, order(['address of w'], false))).toMatchObject({ code: 'MESSAGE_DIFFERS' });
    expect(await open({}, { ...order([]), head: null })).toMatchObject({ code: 'MESSAGE_DIFFERS' });
    expect(asked).toEqual([]);
  });

  it.each([
    ['a signer that is neither wallet nor fee payer', {}, order(['somebody']), undefined, 'NO_KEY'],
    ['a wallet without a key', { wallet: wallet('w', { blob: null }) }, order(['address of w']), undefined, 'NO_KEY'],
    [
      'a person without a data key',
      { wallet: wallet('w', { dataKey: null }) },
      order(['address of w']),
      undefined,
      'NO_KEY',
    ],
    ['a key that does not open', {}, order(['address of w']), () => new VaultError('changed'), 'NO_KEY'],
    ['a master key out of reach', {}, order(['address of w']), () => new KekUnavailable('sealed'), 'KEK_UNAVAILABLE'],
    [
      'one of two that does not open',
      {},
      order(['address of f', 'address of w']),
      ({ owner }: StoredKey) => (owner.walletId === 'w' ? new VaultError('changed') : undefined),
      'NO_KEY',
    ],
  ])('%s is a denial', async (_what, of, checked, fails, code) => {
    expect(await open(of, checked, fails)).toMatchObject({ code });
  });

  it('tells the reason and the address, and lets what is no matter of keys through', async () => {
    const address = 'address of w' as Address;
    expect(await open({}, order([address]), () => new KekUnavailable('Vault answers 503'))).toEqual({
      code: 'KEK_UNAVAILABLE',
      detail: { address, reason: 'Vault answers 503' },
    });
    await expect(open({}, order([address]), () => new TypeError('a mistake of ours'))).rejects.toThrow(TypeError);
  });
});
