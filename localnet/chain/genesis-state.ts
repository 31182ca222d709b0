import { randomBytes } from 'node:crypto';
import { FAUCET_LAMPORTS, GENESIS_SLOT } from '../genesis.ts';
import { type AccountState, SYSTEM_PROGRAM } from './account.ts';
import { AccountStore } from './account-store.ts';
import type { Bank } from './bank.ts';
import { encodeBase58 } from './base58.ts';
import type { BlockRecord, ChainState } from './block-log.ts';
import { BlockTable } from './block-table.ts';
import { TransactionTable } from './transaction-table.ts';

/** A chain that knows only the accounts the runtime itself starts with. `retainedBlocks` as in {@link AccountStore}. */
export function emptyState(bank: Bank, retainedBlocks = 0): ChainState {
  const state = {
    accounts: new AccountStore(retainedBlocks),
    blocks: new BlockTable(),
    transactions: new TransactionTable(),
  };
  for (const [address, account] of bank.presets()) state.accounts.load(address, account);
  return state;
}

/** Block 0 of a new chain: the faucet's money. */
export function genesisBlock(faucet: string): BlockRecord {
  const account: AccountState = {
    lamports: FAUCET_LAMPORTS,
    data: Buffer.alloc(0),
    owner: SYSTEM_PROGRAM,
    executable: false,
  };
  return {
    height: 0,
    block: {
      slot: GENESIS_SLOT,
      blockhash: encodeBase58(randomBytes(32)),
      time: Math.floor(Date.now() / 1000),
      transactions: 0,
    },
    transactions: [],
    writes: [[faucet, account]],
  };
}
