import type { AccountState } from './account.ts';
import type { Bank } from './bank.ts';
import type { BlockLog, ChainState } from './block-log.ts';
import { Chain } from './chain.ts';
import { emptyState, genesisBlock } from './genesis-state.ts';

/** How a chain's log is opened over the state the runtime starts with. */
export type OpenLog = (state: ChainState) => Promise<BlockLog>;

/**
 * A running chain: a new one with its genesis block, or the one its log remembers. `fail` is called when the log
 * cannot be written any more.
 */
export async function bootChain(
  bank: Bank,
  faucet: string,
  openLog: OpenLog,
  fail: (error: unknown) => void,
  retainedBlocks = 0,
): Promise<Chain> {
  const state = emptyState(bank, retainedBlocks);
  const presets = new Map(state.accounts.capture());
  const log = await openLog(state);
  if (state.blocks.tip === -1) await writeGenesis(state, log, faucet);
  restoreAccounts(bank, state.accounts.capture(), presets);
  return new Chain(state, bank, log, fail);
}

async function writeGenesis(state: ChainState, log: BlockLog, faucet: string): Promise<void> {
  const genesis = genesisBlock(faucet);
  state.blocks.append(genesis.block);
  for (const [address, account] of genesis.writes) state.accounts.load(address, account);
  await log.append(genesis);
}

/** Gives the runtime every account it did not make itself; programs last, since they need their data accounts. */
function restoreAccounts(
  bank: Bank,
  accounts: readonly [string, AccountState][],
  presets: ReadonlyMap<string, AccountState>,
): void {
  const restored = accounts.filter(([address, account]) => presets.get(address) !== account);
  for (const executable of [false, true]) {
    for (const [address, account] of restored) {
      if (account.executable === executable) bank.write(address, account);
    }
  }
}
