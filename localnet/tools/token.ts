import {
  createAssociatedTokenAccountInstruction,
  createInitializeMint2Instruction,
  createMintToInstruction,
  getAssociatedTokenAddressSync,
  MINT_SIZE,
  TOKEN_PROGRAM_ID,
  unpackMint,
} from '@solana/spl-token';
import { type Connection, type Keypair, type PublicKey, SystemProgram } from '@solana/web3.js';
import { keypairFor } from './keys.ts';
import { encodeMetadata, METADATA_PROGRAM_ID, metadataAddress } from './metaplex.ts';
import { writeAccounts } from './privileged.ts';
import { ensureBalance, sendInstructions } from './transactions.ts';

const FEES_AND_RENT = 100_000_000n;

export interface TokenPlan {
  /** Decides the mint's address: the same seed names the same token for ever. */
  readonly seed: string;
  readonly name: string;
  readonly symbol: string;
  readonly uri?: string;
  readonly decimals: number;
  /** Base units minted to the payer, who stays the mint authority. */
  readonly supply: bigint;
}

export interface CreatedToken {
  readonly mint: PublicKey;
  readonly decimals: number;
  readonly metadata: PublicKey;
  /** The payer's associated token account, which holds the supply. */
  readonly holding: PublicKey;
}

function mintKeypair(seed: string): Keypair {
  return keypairFor(`mint ${seed}`);
}

/** Where the token of a plan is, or will be. */
export function tokenAddresses({ seed, decimals }: TokenPlan, payer: PublicKey): CreatedToken {
  const mint = mintKeypair(seed).publicKey;
  const holding = getAssociatedTokenAddressSync(mint, payer);
  return { mint, decimals, metadata: metadataAddress(mint), holding };
}

async function isCreated(connection: Connection, { mint, decimals }: CreatedToken): Promise<boolean> {
  const account = await connection.getAccountInfo(mint, 'confirmed');
  if (account === null) return false;
  const found = unpackMint(mint, account).decimals;
  if (found !== decimals) throw new Error(`the mint ${mint.toBase58()} already exists with ${found} decimals`);
  return true;
}

/**
 * Creates an SPL token with Metaplex metadata and its whole supply in the payer's account, or finds it when it is
 * already there. The metadata goes first, so a mint that exists always has it.
 *
 * @throws Error when the seed was used for a token of other decimals.
 */
export async function createToken(connection: Connection, payer: Keypair, plan: TokenPlan): Promise<CreatedToken> {
  const token = tokenAddresses(plan, payer.publicKey);
  if (await isCreated(connection, token)) return token;
  await ensureBalance(connection, payer.publicKey, FEES_AND_RENT);

  const { mint, holding, metadata } = token;
  const { name, symbol, uri = '', decimals, supply } = plan;
  const data = encodeMetadata({ mint, updateAuthority: payer.publicKey, name, symbol, uri });
  await writeAccounts(connection, [{ address: metadata, owner: METADATA_PROGRAM_ID, data }]);

  const lamports = await connection.getMinimumBalanceForRentExemption(MINT_SIZE);
  const account = { fromPubkey: payer.publicKey, newAccountPubkey: mint, lamports, space: MINT_SIZE };
  await sendInstructions(
    connection,
    [payer, mintKeypair(plan.seed)],
    [
      SystemProgram.createAccount({ ...account, programId: TOKEN_PROGRAM_ID }),
      createInitializeMint2Instruction(mint, decimals, payer.publicKey, null),
      createAssociatedTokenAccountInstruction(payer.publicKey, holding, payer.publicKey, mint),
      createMintToInstruction(mint, holding, payer.publicKey, supply),
    ],
  );
  return token;
}
