import { MINT_SIZE, MintLayout, TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from '@solana/spl-token';
import { Keypair, PublicKey } from '@solana/web3.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Address, WSOL_MINT } from '#core/domain/ids.ts';
import { lamports } from '#core/domain/money.ts';
import type { AccountData } from '#core/ports/chain.ts';
import { decodeMint } from './mint.ts';

const METADATA_PROGRAM = 'metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s';
const mintKey = Keypair.generate().publicKey;
const mint = mintKey.toBase58() as Address;

function mintBytes(isInitialized = true): Buffer {
  const data = Buffer.alloc(MINT_SIZE);
  const nobody = { mintAuthorityOption: 0, mintAuthority: PublicKey.default } as const;
  const nobodyFreezes = { freezeAuthorityOption: 0, freezeAuthority: PublicKey.default } as const;
  MintLayout.encode({ ...nobody, ...nobodyFreezes, supply: 2n ** 64n - 1n, decimals: 6, isInitialized }, data);
  return data;
}

const account = (owner: PublicKey | string, data: Uint8Array): AccountData => ({
  owner: String(owner) as Address,
  data,
  lamports: lamports(1n),
});

const borsh = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
};

const metadata = (name: string, symbol: string, of: PublicKey = mintKey): Buffer =>
  Buffer.concat([Buffer.from([4]), PublicKey.default.toBuffer(), of.toBuffer(), borsh(name), borsh(symbol), borsh('')]);

const extension = (type: number, value: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(type);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
};

const extended = (...extensions: Buffer[]): Buffer =>
  Buffer.concat([mintBytes(), Buffer.alloc(165 - MINT_SIZE), Buffer.from([1]), ...extensions]);

describe('T-01 mints as the chain describes them', () => {
  it('takes decimals and supply from the account, names from Metaplex, padding and tricks removed', () => {
    const names = account(METADATA_PROGRAM, metadata('Drip\0\0\0\0\u202e', 'DRIP\0\0'));
    expect(decodeMint(mint, account(TOKEN_PROGRAM_ID, mintBytes()), names)).toEqual({
      ...{ mint, program: 'TOKEN', decimals: 6, supply: 2n ** 64n - 1n, name: 'Drip', symbol: 'DRIP' },
    });
  });

  it('finds the name of a Token-2022 mint behind its other extensions', () => {
    const keys = Buffer.alloc(64);
    const data = extended(
      extension(3, Buffer.alloc(32)),
      extension(19, Buffer.concat([keys, borsh('New'), borsh('NEW'), borsh('')])),
    );
    expect(decodeMint(mint, account(TOKEN_2022_PROGRAM_ID, data), null)).toMatchObject({
      ...{ program: 'TOKEN_2022', name: 'New', symbol: 'NEW' },
    });
  });

  it.each([
    ['metadata of another mint', metadata('Drip', 'DRIP', PublicKey.default)],
    ['metadata cut off', metadata('Drip', 'DRIP').subarray(0, 70)],
    ['a length beyond the data', Buffer.concat([metadata('', '').subarray(0, 65), Buffer.from([255, 255, 255, 255])])],
    ['blank names', metadata('\0\0', '  ')],
  ])('has no name when there is %s', (_what, data) => {
    const decoded = decodeMint(mint, account(TOKEN_PROGRAM_ID, mintBytes()), account(METADATA_PROGRAM, data));
    expect(decoded).toMatchObject({ name: null, symbol: null, decimals: 6 });
  });

  it('believes no metadata of another program', () => {
    const forged = account(TOKEN_PROGRAM_ID, metadata('USD Coin', 'USDC'));
    expect(decodeMint(mint, account(TOKEN_PROGRAM_ID, mintBytes()), forged)).toMatchObject({ symbol: null });
  });

  it('names wrapped SOL on chains without metadata', () => {
    expect(decodeMint(WSOL_MINT, account(TOKEN_PROGRAM_ID, mintBytes()), null)).toMatchObject({ symbol: 'SOL' });
  });

  it.each([
    ['nothing', null],
    ['a wallet', account('11111111111111111111111111111111', Buffer.alloc(0))],
    ['a mint that was never initialised', account(TOKEN_PROGRAM_ID, mintBytes(false))],
    ['a token account', account(TOKEN_PROGRAM_ID, Buffer.alloc(165, 1))],
    ['a Token-2022 account with extensions', account(TOKEN_2022_PROGRAM_ID, Buffer.alloc(170, 2))],
    ['a Token-2022 multisig', account(TOKEN_2022_PROGRAM_ID, Buffer.alloc(355, 1))],
    ['mint bytes of another program', account(METADATA_PROGRAM, mintBytes())],
  ])('sees no mint in %s', (_what, data) => {
    expect(decodeMint(mint, data, null)).toBeNull();
  });

  it('never throws, whatever stands on chain', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 200 }), (data, names) => {
        data[45] = 1;
        data[165] = 1;
        names[0] = 4;
        decodeMint(mint, account(TOKEN_2022_PROGRAM_ID, data), account(METADATA_PROGRAM, names));
      }),
    );
  });
});
