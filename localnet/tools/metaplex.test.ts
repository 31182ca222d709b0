import { Keypair } from '@solana/web3.js';
import { describe, expect, it } from 'vitest';
import { encodeMetadata, METADATA_PROGRAM_ID, metadataAddress } from './metaplex.ts';

const mint = Keypair.generate().publicKey;
const updateAuthority = Keypair.generate().publicKey;
const token = { mint, updateAuthority, name: 'Drip', symbol: 'DRIP', uri: 'https://example.org/drip.json' };

/** Reads Borsh as a wallet does: each text with its length before it, padding stripped. */
function readText(data: Buffer, offset: number): { text: string; end: number } {
  const end = offset + 4 + data.readUInt32LE(offset);
  return { text: data.toString('utf8', offset + 4, end).replaceAll('\0', ''), end };
}

describe('encodeMetadata', () => {
  it("writes what a wallet reads in Metaplex's layout", () => {
    const data = encodeMetadata(token);
    const name = readText(data, 65);
    const symbol = readText(data, name.end);
    const uri = readText(data, symbol.end);
    expect(data).toHaveLength(679);
    expect(data[0]).toBe(4);
    expect(data.subarray(1, 33)).toEqual(updateAuthority.toBuffer());
    expect(data.subarray(33, 65)).toEqual(mint.toBuffer());
    expect([name.text, symbol.text, uri.text]).toEqual([token.name, token.symbol, token.uri]);
    // fee 0, no creators, not sold, mutable, bump, fungible
    const [, , , , mutable, hasBump, , hasStandard, standard] = data.subarray(uri.end);
    expect(data.subarray(uri.end, uri.end + 4)).toEqual(Buffer.alloc(4));
    expect([mutable, hasBump, hasStandard, standard]).toEqual([1, 1, 1, 2]);
  });

  it.each([
    ['name', 'n'.repeat(33)],
    ['symbol', 's'.repeat(11)],
    ['symbol', '💧💧💧'],
    ['uri', 'u'.repeat(201)],
  ])('refuses a %s that is too long', (field, text) => {
    expect(() => encodeMetadata({ ...token, [field]: text })).toThrow(/there is room for/);
  });
});

describe('metadataAddress', () => {
  it('is derived under the metadata program, off the curve and different for each mint', () => {
    const address = metadataAddress(mint);
    expect(address).not.toEqual(metadataAddress(updateAuthority));
    expect(address).not.toEqual(METADATA_PROGRAM_ID);
  });
});
