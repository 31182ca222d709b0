/** A wallet of an organisation, and what the chain says it holds. */
import type { Address, UserId, WalletId } from './ids.ts';

export type WalletKind = 'CUSTODIAL' | 'WATCH';

export type Wallet = Readonly<{
  id: WalletId;
  /** Who made it: the key is encrypted under this user's data key. */
  userId: UserId;
  kind: WalletKind;
  label: string;
  address: Address;
  active: boolean;
  createdAt: Date;
  /** When it was shown that the organisation holds its key: at once where the signer does (W-04). */
  provenAt: Date | null;
  /** Gone from lists and from use; what it did stays told (W-05). */
  deletedAt: Date | null;
}>;

/** Units of one mint over all of a wallet's token accounts. */
export interface HeldToken {
  readonly mint: Address;
  readonly symbol: string | null;
  readonly decimals: number;
  readonly amount: bigint;
}

/** Balances at `confirmed`. */
export interface WalletBalances {
  readonly lamports: bigint;
  readonly tokens: readonly HeldToken[];
  /** The slot the lamports were read at. */
  readonly slot: bigint;
}

/** What the ledger says of one account: lamports of the wallet (SOL), rent locked in a token account, or units of one. */
export interface LedgerBalance {
  readonly account: 'SOL' | 'RENT' | 'TOKEN';
  /** The token account; for SOL the wallet itself. */
  readonly holder: Address;
  /** The mint for TOKEN, `SOL` otherwise. */
  readonly asset: string;
  readonly amount: bigint;
}

/** Sums of a wallet's ledger, whole up to a finalized slot. */
export interface WalletLedger {
  readonly slot: bigint;
  readonly balances: readonly LedgerBalance[];
}
