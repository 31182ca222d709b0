import type { WalletQuery } from '#client/generated/operations.ts';

/** A wallet as its page reads it. */
export type Wallet = WalletQuery['wallet'];
