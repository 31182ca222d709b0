/** What one endpoint says a wallet holds, all of it at one finalized slot. */
import { type Address, WSOL_MINT } from '#core/domain/ids.ts';
import type { Holding } from '#core/domain/ledger/entries.ts';
import { max } from '#core/domain/money.ts';
import type { AccountData, AccountsAt, ChainEndpoint, TokenBalance } from '#core/ports/chain.ts';

/** Offset of the amount in a token account, in both token programs. */
const AMOUNT_OFFSET = 64;
/** Accounts an endpoint tells of in one call, all at one slot. */
const CHUNK = 100;
const TRIES = 10;

export interface Holdings {
  readonly slot: bigint;
  readonly lamports: bigint;
  readonly holders: readonly Holding[];
}

/** Null when the wallet's token accounts changed meanwhile: try again. @throws when the endpoint cannot tell. */
export async function holdingsOf(
  endpoint: ChainEndpoint,
  wallet: Address,
  signal: AbortSignal,
): Promise<Holdings | null> {
  const commitment = 'finalized';
  const holders = await endpoint.tokenAccountsOf(wallet, { commitment }, signal);
  const addresses = [wallet, ...holders.map(({ account }) => account)];
  const { slot, accounts } = await accountsAtOneSlot(endpoint, addresses, signal);
  const after = await endpoint.tokenAccountsOf(wallet, { commitment, minContextSlot: slot }, signal);
  if (!isSameSet(holders, after)) return null;
  const [own, ...held] = accounts;
  return {
    slot,
    lamports: own?.lamports ?? 0n,
    holders: holders.map((holder, index) => toHolding(holder, held[index] ?? null)),
  };
}

/** However many there are: chunks are asked together, until all answers are of the same slot. @throws when they never were. */
async function accountsAtOneSlot(
  endpoint: ChainEndpoint,
  addresses: readonly Address[],
  signal: AbortSignal,
): Promise<AccountsAt> {
  const starts = Array.from({ length: Math.ceil(addresses.length / CHUNK) }, (_, index) => index * CHUNK);
  let newest = 0n;
  for (let round = 0; round < TRIES; round += 1) {
    const options = { commitment: 'finalized', minContextSlot: newest } as const;
    const chunks = await Promise.all(
      starts.map((start) => endpoint.accounts(addresses.slice(start, start + CHUNK), options, signal)),
    );
    newest = chunks.map(({ slot }) => slot).reduce(max);
    if (chunks.every(({ slot }) => slot === newest)) {
      return { slot: newest, accounts: chunks.flatMap(({ accounts }) => accounts) };
    }
  }
  throw new Error(`${endpoint.name} did not tell of ${addresses.length} accounts at one slot`);
}

const isSameSet = (before: readonly TokenBalance[], after: readonly TokenBalance[]): boolean => {
  const known = new Set(before.map(({ account }) => account));
  return before.length === after.length && after.every(({ account }) => known.has(account));
};

/** Amounts are those of the one slot, not those of the listing. */
function toHolding({ account, mint }: TokenBalance, at: AccountData | null): Holding {
  if (at === null) return { account, mint, units: 0n, rent: 0n };
  const units = new DataView(at.data.buffer, at.data.byteOffset).getBigUint64(AMOUNT_OFFSET, true);
  return { account, mint, units, rent: mint === WSOL_MINT ? at.lamports - units : at.lamports };
}
