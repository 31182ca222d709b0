import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { Keypair } from '@solana/web3.js';
import { describe, expect, it } from 'vitest';
import type { Address, GenesisHash, UserId, WalletId } from '#core/domain/ids.ts';
import { environmentKek } from './kek/environment.ts';
import type { SealRequest } from './seal.ts';
import { createVault } from './vault.ts';

type Seal = (request: SealRequest, secret: Uint8Array) => Promise<Uint8Array>;

/** The function printed in docs/sealed-import.md, as a reader would copy it. */
async function documentedSeal(): Promise<Seal> {
  const text = fs.readFileSync(new URL('../../../docs/sealed-import.md', import.meta.url), 'utf8');
  const [, code] = /```js\n([\s\S]*?)```/.exec(text) ?? [];
  const module = `data:text/javascript,${encodeURIComponent(`${code}\nexport { seal };`)}`;
  return ((await import(/* @vite-ignore */ module)) as { seal: Seal }).seal;
}

describe('W-01 docs/sealed-import.md', () => {
  it('prints code that seals by WebCrypto what the vault opens', async () => {
    const seal = await documentedSeal();
    const vault = createVault(environmentKek([{ id: 'k1', key: randomBytes(32) }]));
    const pair = Keypair.generate();
    const userId = crypto.randomUUID() as UserId;
    const owner = { userId, walletId: 'w' as WalletId, genesisHash: 'g' as GenesisHash };
    const address = pair.publicKey.toBase58() as Address;
    const sealingKey = await vault.makeSealingKey();
    const { blob: dataKey } = await vault.makeDataKey(userId);
    for (const secret of [pair.secretKey, pair.secretKey.slice(0, 32)]) {
      const box = await seal({ ...(await vault.sealingKey(sealingKey)), userId, address }, secret);
      const { blob } = await vault.importWallet({ ...owner, address }, dataKey, { box, sealingKey });
      const key = await vault.open({ owner: { ...owner, address }, blob, dataKey });
      expect(key.sign(new Uint8Array(9))).toHaveLength(64);
    }
  });
});
