/** The signer as server and worker see it: addresses, ciphertext and signatures come out; keys do not. */
import type { z } from 'zod';
import type { builtQuote } from '#core/contracts/signer.ts';
import type {
  Address,
  AttemptId,
  GenesisHash,
  IntentId,
  KeyExportId,
  OrganizationId,
  Signature,
  UserId,
  WalletId,
} from '#core/domain/ids.ts';

export interface SealedWallet {
  readonly address: Address;
  /** Ciphertext for `wallet_keys`; only the signer can open it. */
  readonly blob: Uint8Array;
}

export interface SignIntentRequest {
  readonly intentId: IntentId;
  /** The claim's fence; a claim made since makes the request stale. */
  readonly fence: bigint;
  /** The campaign's generation read at the claim. */
  readonly generation: bigint;
  /** The unsigned v0 message, as simulated. */
  readonly message: Uint8Array;
  readonly quote: z.infer<typeof builtQuote>;
  readonly blockhashSlot: bigint;
  readonly lastValidBlockHeight: bigint;
}

export type SignIntentOutcome =
  | { readonly kind: 'signed'; readonly attemptId: AttemptId; readonly signature: Signature }
  /** Stored as a denial; the intent stays pending. */
  | { readonly kind: 'denied'; readonly code: string }
  /** Somebody else claimed it, it is terminal, or an attempt lives: nothing to do. */
  | { readonly kind: 'stale' };

export interface Signer {
  sealingKey(): Promise<{ keyId: string; publicKey: Uint8Array }>;
  /** @throws AppError SIGNER_UNAVAILABLE */
  createWallet(owner: { userId: UserId; walletId: WalletId; genesisHash: GenesisHash }): Promise<SealedWallet>;
  /** @throws AppError SEAL_UNREADABLE, SIGNER_UNAVAILABLE */
  importWallet(owner: {
    userId: UserId;
    walletId: WalletId;
    genesisHash: GenesisHash;
    address: Address;
    sealedKey: Uint8Array;
  }): Promise<SealedWallet>;
  /**
   * The key of a wallet, sealed as the export that the server wrote down asks for; each answers once, within a minute.
   * @throws AppError NOT_FOUND when there is no such export to answer, SIGNER_UNAVAILABLE
   */
  exportWallet(request: { organizationId: OrganizationId; exportId: KeyExportId }): Promise<Uint8Array>;
  /**
   * Signs several, each for itself; the outcomes stand in the order of the requests.
   * @throws AppError SIGNER_UNAVAILABLE — the outcomes are then unknown and are read back from Postgres; CHAIN_UNAVAILABLE
   */
  signIntents(requests: readonly SignIntentRequest[]): Promise<readonly SignIntentOutcome[]>;
}
