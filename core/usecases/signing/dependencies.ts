/** What the signing use cases work with. */
import type { RiskLimits } from '#core/domain/risk/view.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { SigningStore } from '#core/ports/signing-store.ts';
import type { SolanaCodec } from '#core/ports/solana-codec.ts';
import type { Transfers } from '#core/ports/transfers.ts';
import type { Vault } from '#core/ports/vault.ts';
import type { Venue } from '#core/ports/venue.ts';
import type { HeightReader } from './heights.ts';

export interface SigningDependencies {
  readonly store: SigningStore;
  readonly vault: Vault;
  /** The signer's own endpoints. */
  readonly chain: Chain;
  readonly heights: HeightReader;
  /** Venues by their id. */
  readonly venues: ReadonlyMap<string, Venue>;
  readonly transfers: Transfers;
  readonly codec: SolanaCodec;
  readonly limits: RiskLimits;
  readonly clock: Clock;
  /** Makes an id that was never used. */
  readonly newId: <Id extends string>() => Id;
}
