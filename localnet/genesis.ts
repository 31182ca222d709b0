/**
 * What every local chain has in common: its genesis hash, its first slot and its faucet.
 * Clients recognise a local chain by the genesis hash alone, so it never changes.
 */

/** The phrase whose SHA-256 is the genesis hash; a test recomputes the literal below from it. */
export const GENESIS_PHRASE = 'sluice local chain genesis v1';

/** Base58 of `sha256(GENESIS_PHRASE)`: the answer of `getGenesisHash` of every local chain. */
export const GENESIS_HASH = 'C1d5nKQdkx59wLpXNj8uR8dRLxvPVLgYm9mEuyBJovrb';

/**
 * Slot of block 0. Slots begin ahead of block heights, as they are on every public cluster, so that
 * a client that mistakes one for the other fails here and not on mainnet.
 */
export const GENESIS_SLOT = 1_000;

/** Lamports the faucet owns at genesis (9 million SOL), below 2^53 so that JSON numbers stay exact. */
export const FAUCET_LAMPORTS = 9_000_000_000_000_000n;

/** The phrase whose SHA-256 is the faucet's ed25519 seed. Public on purpose: the money is worthless. */
export const FAUCET_SEED_PHRASE = 'sluice local chain faucet v1';
