/** Composition root of the signer: the only process that holds master keys (W-03). */
import { systemClock } from '#core/adapters/clock.ts';
import { createChain } from '#core/adapters/solana/chain.ts';
import { solanaCodec } from '#core/adapters/solana/codec.ts';
import { solanaTransfers } from '#core/adapters/solana/transfers.ts';
import { createVault } from '#core/adapters/vault/vault.ts';
import { raydiumVenue } from '#core/adapters/venues/raydium/raydium-venue.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { KekProvider } from '#core/ports/kek.ts';
import type { Signer } from '#core/ports/signer.ts';
import type { Venue } from '#core/ports/venue.ts';
import { storedChain } from '#core/store/chain.ts';
import { type Database, openDatabase } from '#core/store/db.ts';
import { newId } from '#core/store/new-id.ts';
import { createOwners } from '#core/store/owners.ts';
import { createSigningStore } from '#core/store/signing-store.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { SigningDependencies } from '#core/usecases/signing/dependencies.ts';
import { exportKey } from '#core/usecases/signing/export-key.ts';
import { createHeightReader } from '#core/usecases/signing/heights.ts';
import { createWallet, importWallet, type KeyDependencies, sealingKey } from '#core/usecases/signing/keys.ts';
import { signIntents } from '#core/usecases/signing/sign-intents.ts';
import { refuseMainnet } from './clusters.ts';
import { type SignerConfig, signerConfig } from './config.ts';
import { openKek, requireKek } from './kek.ts';

/** Signatures made at once; more wait for a connection. */
const DATABASE_CONNECTIONS = 16;

const VENUES: readonly Venue[] = [raydiumVenue];

/** What the process serves. */
export interface SignerService extends Signer {
  /** Whether it opens what that key-encryption key wraps. */
  holdsKek(kekId: string): boolean;
}

export interface SignerRuntime extends SignerService {
  close(): Promise<void>;
}

/** The chain of this database, if it has met one. @throws Error when Postgres does not answer, or not to this role. */
async function chainOf(db: Database) {
  try {
    return await storedChain(db.as(NO_TENANT));
  } catch (error) {
    const { code } = error as { code?: string };
    throw new Error(`The database at DATABASE_SIGNER_URL cannot be used (${code ?? 'no answer'}).`, { cause: error });
  }
}

/** Connects to the chain this database belongs to. @throws Error in one sentence, ConfigError on mainnet-beta. */
async function connectChain(config: SignerConfig, db: Database): Promise<Chain> {
  const stored = await chainOf(db);
  const chain = await createChain({
    endpoints: config.SOLANA_RPC_URLS,
    ...(stored === null
      ? {}
      : { expectedGenesis: stored.genesisHash, finalizedHeightFloor: stored.highestFinalizedHeight }),
  });
  try {
    refuseMainnet(chain.genesisHash);
    return chain;
  } catch (error) {
    await chain.close();
    throw error;
  }
}

function signerOver(
  deps: SigningDependencies & KeyDependencies,
  kek: KekProvider,
  close: () => Promise<void>,
): SignerRuntime {
  return {
    holdsKek: (kekId) => kek.holds(kekId),
    sealingKey: () => sealingKey(deps),
    createWallet: (owner) => createWallet(deps, owner),
    importWallet: (owner) => importWallet(deps, owner),
    exportWallet: (request) => exportKey(deps, request),
    signIntents: (requests) => signIntents(deps, requests),
    close,
  };
}

/**
 * Opens everything the signer needs.
 * @throws ConfigError, AppError CHAIN_UNAVAILABLE, or an Error in one sentence; nothing stays open then.
 */
export async function openSigner(config: SignerConfig): Promise<SignerRuntime> {
  const kek = openKek(config).provider;
  const vault = createVault(kek);
  const db = openDatabase({
    url: config.DATABASE_SIGNER_URL,
    max: DATABASE_CONNECTIONS,
    applicationName: 'sluice-signer',
  });
  try {
    const chain = await connectChain(config, db);
    await requireKek(kek, vault, db.as(NO_TENANT)).catch(async (error: unknown) => {
      await chain.close();
      throw error;
    });
    const deps: SigningDependencies & KeyDependencies = {
      db,
      store: createSigningStore(db, createOwners(db.as(NO_TENANT))),
      vault,
      chain,
      heights: createHeightReader(chain, systemClock),
      venues: new Map(VENUES.map((venue) => [venue.id, venue])),
      transfers: solanaTransfers,
      codec: solanaCodec,
      limits: {
        maxSlippageBps: config.MAX_SLIPPAGE_BPS,
        maxPoolShareBps: config.MAX_POOL_SHARE_BPS,
        maxLamportsPerTransaction: config.MAX_LAMPORTS_PER_TRANSACTION,
        maxPriorityFeeLamports: config.MAX_PRIORITY_FEE_LAMPORTS,
        maxTipLamports: config.MAX_TIP_LAMPORTS,
      },
      clock: systemClock,
      newId,
    };
    return signerOver(deps, kek, async () => {
      await chain.close();
      await db.close();
    });
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** What opens keys, or the database they are in. */
const SECRETS = ['MASTER_KEYS', 'VAULT_TOKEN', 'DATABASE_SIGNER_URL'];

/** The signer's part of the environment, whose secrets are taken out of it: nothing started later inherits them. @throws ConfigError */
export function readSignerConfig(): SignerConfig {
  const config = signerConfig();
  for (const name of SECRETS) delete process.env[name];
  return config;
}
