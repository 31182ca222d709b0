/**
 * Mints as the chain describes them: the account of the token program, and the name in Metaplex's metadata or in the
 * metadata extension of Token-2022.
 */
import { PublicKey } from '@solana/web3.js';
import { type Address, WSOL_MINT } from '#core/domain/ids.ts';
import type { MintInfo, TokenProgram } from '#core/domain/token.ts';
import type { AccountData, Chain } from '#core/ports/chain.ts';
import type { TokenReader } from '#core/ports/token-reader.ts';
import { toAddress } from './decode.ts';

const PROGRAM: Readonly<Record<string, TokenProgram>> = {
  TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA: 'TOKEN',
  TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb: 'TOKEN_2022',
};
const METADATA_PROGRAM = new PublicKey('metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s');
/** A mint and its metadata, a hundred accounts a call. */
const MINTS_A_CALL = 50;

/** Reads at `confirmed`, from any healthy endpoint. */
export function createTokenReader(chain: Pick<Chain, 'read'>): TokenReader {
  return {
    async mints(addresses) {
      const read: (MintInfo | null)[] = [];
      for (let at = 0; at < addresses.length; at += MINTS_A_CALL) {
        read.push(...(await readMints(chain, addresses.slice(at, at + MINTS_A_CALL))));
      }
      return read;
    },
  };
}

async function readMints(chain: Pick<Chain, 'read'>, addresses: readonly Address[]): Promise<(MintInfo | null)[]> {
  const wanted = addresses.flatMap((mint) => [mint, metadataAddress(mint)]);
  const { accounts } = await chain.read((endpoint) => endpoint.accounts(wanted, { commitment: 'confirmed' }));
  return addresses.map((mint, index) => decodeMint(mint, accounts[2 * index] ?? null, accounts[2 * index + 1] ?? null));
}

/** Metaplex Token Metadata: the address of a mint's metadata is derived from the mint. */
function metadataAddress(mint: Address): Address {
  const seeds = [Buffer.from('metadata'), METADATA_PROGRAM.toBuffer(), new PublicKey(mint).toBuffer()];
  return toAddress(PublicKey.findProgramAddressSync(seeds, METADATA_PROGRAM)[0]);
}

/** Token program, `state.rs`, `Mint`: supply u64 at 36, decimals at 44, initialised at 45; 82 bytes. */
const MINT = { size: 82, supply: 36, decimals: 44, isInitialized: 45 };
/** Token-2022 pads a mint with extensions to the size of an account, then says which of the two it is. */
const EXTENDED = { type: 165, isMint: 1, extensions: 166, multisigSize: 355 };

/** Null when the account is no initialised mint. */
export function decodeMint(mint: Address, account: AccountData | null, metadata: AccountData | null): MintInfo | null {
  const program = account === null ? undefined : PROGRAM[account.owner];
  if (account === null || program === undefined || !isMint(account.data, program)) return null;
  const view = new DataView(account.data.buffer, account.data.byteOffset, account.data.byteLength);
  const names = metaplexNames(mint, metadata) ?? extensionNames(account.data) ?? wellKnownNames(mint);
  return {
    mint,
    program,
    decimals: view.getUint8(MINT.decimals),
    supply: view.getBigUint64(MINT.supply, true),
    symbol: names?.symbol ?? null,
    name: names?.name ?? null,
  };
}

function isMint(data: Uint8Array, program: TokenProgram): boolean {
  const extended =
    program === 'TOKEN_2022' && data.length !== EXTENDED.multisigSize && data[EXTENDED.type] === EXTENDED.isMint;
  return (data.length === MINT.size || extended) && data[MINT.isInitialized] === 1;
}

interface Names {
  readonly name: string | null;
  readonly symbol: string | null;
}

/** mpl-token-metadata, `state/metadata.rs`: key 4 (MetadataV1), update authority, mint, then name and symbol in Borsh. */
function metaplexNames(mint: Address, metadata: AccountData | null): Names | null {
  if (metadata === null || metadata.owner !== METADATA_PROGRAM.toBase58()) return null;
  const { data } = metadata;
  const isOfMint = data[0] === 4 && data.length > 65 && toAddress(new PublicKey(data.subarray(33, 65))) === mint;
  return isOfMint ? readNames(data.subarray(65)) : null;
}

const TOKEN_METADATA = 19;

/** Token-2022 extensions are type u16, length u16, value; spl-token-metadata's value has two keys before its name. */
function extensionNames(data: Uint8Array): Names | null {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = EXTENDED.extensions; at + 4 <= data.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) === TOKEN_METADATA) return readNames(data.subarray(at + 4 + 64));
  }
  return null;
}

/** What Metaplex's metadata says about it on mainnet-beta; other chains have none. */
const wellKnownNames = (mint: Address): Names | null =>
  mint === WSOL_MINT ? { name: 'Wrapped SOL', symbol: 'SOL' } : null;

/** Two Borsh strings: a length in 4 bytes, then UTF-8. Null when they do not fit the data. */
function readNames(data: Uint8Array): Names | null {
  const name = readText(data, 0);
  const symbol = name && readText(data, name.end);
  return name && symbol && { name: presentable(name.text, 64), symbol: presentable(symbol.text, 16) };
}

function readText(data: Uint8Array, at: number): { text: string; end: number } | null {
  if (at + 4 > data.length) return null;
  const end = at + 4 + new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(at, true);
  return end > data.length ? null : { text: new TextDecoder().decode(data.subarray(at + 4, end)), end };
}

/** Anybody can write metadata: padding, control and direction characters go, and length is bounded. */
function presentable(text: string, longest: number): string | null {
  const clean = text.replace(/\p{C}/gu, '').trim();
  return clean === '' ? null : [...clean].slice(0, longest).join('');
}
