import { PublicKey } from '@solana/web3.js';

/** Metaplex Token Metadata on mainnet-beta. The program itself is absent from the local chain. */
export const METADATA_PROGRAM_ID = new PublicKey('metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s');

const ACCOUNT_SIZE = 679;
const KEY_METADATA_V1 = 4;
const TOKEN_STANDARD_FUNGIBLE = 2;
const NAME_SIZE = 32;
const SYMBOL_SIZE = 10;
const URI_SIZE = 200;

export interface TokenMetadata {
  readonly mint: PublicKey;
  readonly updateAuthority: PublicKey;
  /** At most 32 bytes in UTF-8. */
  readonly name: string;
  /** At most 10 bytes in UTF-8. */
  readonly symbol: string;
  /** At most 200 bytes in UTF-8. */
  readonly uri: string;
}

function findMetadata(mint: PublicKey): [address: PublicKey, bump: number] {
  const seeds = [Buffer.from('metadata'), METADATA_PROGRAM_ID.toBuffer(), mint.toBuffer()];
  return PublicKey.findProgramAddressSync(seeds, METADATA_PROGRAM_ID);
}

/** Where wallets and explorers look for a mint's metadata. */
export function metadataAddress(mint: PublicKey): PublicKey {
  return findMetadata(mint)[0];
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/** Metaplex stores each text zero-padded to its full size, with that size before it. */
function paddedText(text: string, size: number): Buffer {
  const bytes = Buffer.alloc(4 + size);
  const length = Buffer.byteLength(text);
  if (length > size) throw new Error(`"${text}" takes ${length} bytes; there is room for ${size}`);
  bytes.writeUInt32LE(size);
  bytes.write(text, 4);
  return bytes;
}

/**
 * Encodes a `MetadataV1` account of a fungible token (mpl-token-metadata, `state/metadata.rs`, in Borsh): no royalties,
 * creators, collection or uses; mutable.
 *
 * @throws Error when a text is longer than Metaplex allows.
 */
export function encodeMetadata({ mint, updateAuthority, name, symbol, uri }: TokenMetadata): Buffer {
  const none = [0];
  const some = (value: number) => [1, value];
  const sellerFeeBasisPoints = u16(0);
  const [creators, collection, uses] = [none, none, none];
  const [primarySaleHappened, isMutable] = [[0], [1]];
  const [, bump] = findMetadata(mint);
  const head = Buffer.concat([Buffer.from([KEY_METADATA_V1]), updateAuthority.toBuffer(), mint.toBuffer()]);
  const texts = [paddedText(name, NAME_SIZE), paddedText(symbol, SYMBOL_SIZE), paddedText(uri, URI_SIZE)];
  const tail = [creators, primarySaleHappened, isMutable, some(bump), some(TOKEN_STANDARD_FUNGIBLE), collection, uses];
  const data = Buffer.alloc(ACCOUNT_SIZE);
  Buffer.concat([head, ...texts, sellerFeeBasisPoints, Buffer.from(tail.flat())]).copy(data);
  return data;
}
