/**
 * What really happened, counted from the chain's finalized blocks alone. Imports nothing of the product: it is the second opinion.
 *
 * An intent is recognised by the seed of the temporary token account its swap creates and closes: the intent's id, hyphens removed.
 */
const SYSTEM_PROGRAM = '11111111111111111111111111111111';
/** System instruction 3 is CreateAccountWithSeed: u32 tag, 32-byte base, u64 length, seed. */
const CREATE_ACCOUNT_WITH_SEED = 3;

interface RawBalance {
  accountIndex: number;
  mint: string;
  owner?: string;
  uiTokenAmount: { amount: string };
}

export interface RawTransaction {
  meta: {
    err: unknown;
    preBalances: number[];
    postBalances: number[];
    preTokenBalances?: RawBalance[];
    postTokenBalances?: RawBalance[];
    loadedAddresses?: { writable: string[]; readonly: string[] };
  };
  transaction: {
    signatures: string[];
    message: { accountKeys: string[]; instructions: { programIdIndex: number; data: string }[] };
  };
}

interface RawBlock {
  blockHeight: number;
  /** Seconds since 1970. */
  blockTime: number | null;
  previousBlockhash: string;
  blockhash: string;
  transactions: RawTransaction[];
}

export interface Landing {
  readonly signature: string;
  readonly slot: number;
  readonly ok: boolean;
}

export interface ChainCount {
  readonly lastSlot: number;
  /** Landings by the intent they belong to (32 hexadecimal digits). */
  readonly byIntent: ReadonlyMap<string, readonly Landing[]>;
  /** Lamports per wallet, summed over every block from the first. */
  readonly lamports: ReadonlyMap<string, bigint>;
  /** Token units per wallet and mint, keyed `wallet mint`. */
  readonly tokens: ReadonlyMap<string, bigint>;
  /** Lamports locked in each wallet's token accounts. */
  readonly rent: ReadonlyMap<string, bigint>;
}

type Rpc = <T>(method: string, params: unknown[]) => Promise<T>;

export function rpcOf(url: string): Rpc {
  return async <T>(method: string, params: unknown[]): Promise<T> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const body = (await response.json()) as { result: T; error?: { message: string } };
    if (body.error !== undefined) throw new Error(`${method}: ${body.error.message}`);
    return body.result;
  };
}

/** Counts every finalized block from the first to `lastSlot` (the newest finalized one when left out). */
export async function countChain(rpcUrl: string, wallets: readonly string[], lastSlot?: number): Promise<ChainCount> {
  const end = lastSlot ?? (await newestFinalizedSlot(rpcUrl));
  const tally = new Tally(wallets);
  for await (const { slot, transactions } of finalizedBlocks(rpcUrl, end)) {
    for (const transaction of transactions) tally.add(transaction, slot);
  }
  return { lastSlot: end, byIntent: tally.byIntent, lamports: tally.lamports, tokens: tally.tokens, rent: tally.rent };
}

export const newestFinalizedSlot = (rpcUrl: string): Promise<number> =>
  rpcOf(rpcUrl)<number>('getSlot', [{ commitment: 'finalized' }]);

/**
 * Every finalized block from the first to `lastSlot`, in order.
 * @throws when a block is missing: a count with a hole proves nothing.
 */
export async function* finalizedBlocks(
  rpcUrl: string,
  lastSlot: number,
): AsyncGenerator<RawBlock & { readonly slot: number }> {
  const rpc = rpcOf(rpcUrl);
  const slots = await slotsUpTo(rpc, lastSlot);
  let previous: string | undefined;
  for (let from = 0; from < slots.length; from += BLOCKS_AT_ONCE) {
    const some = slots.slice(from, from + BLOCKS_AT_ONCE);
    for (const block of await Promise.all(some.map(async (slot) => ({ ...(await readBlock(rpc, slot)), slot })))) {
      if (previous !== undefined && block.previousBlockhash !== previous) {
        throw new Error(`the chain has a hole before slot ${block.slot}`);
      }
      previous = block.blockhash;
      yield block;
    }
  }
}

const BLOCKS_AT_ONCE = 16;

async function slotsUpTo(rpc: Rpc, end: number): Promise<number[]> {
  const first = await rpc<number>('getFirstAvailableBlock', []);
  const slots: number[] = [];
  for (let from = first; from <= end; from += 10_000) {
    const to = Math.min(end, from + 9_999);
    slots.push(...(await rpc<number[]>('getBlocks', [from, to, { commitment: 'finalized' }])));
  }
  return slots;
}

const readBlock = (rpc: Rpc, slot: number): Promise<RawBlock> =>
  rpc<RawBlock>('getBlock', [
    slot,
    {
      commitment: 'finalized',
      encoding: 'json',
      transactionDetails: 'full',
      rewards: false,
      maxSupportedTransactionVersion: 0,
    },
  ]);

/** Adds up what transactions did, one after the other. */
export class Tally implements Omit<ChainCount, 'lastSlot'> {
  readonly byIntent = new Map<string, Landing[]>();
  readonly lamports = new Map<string, bigint>();
  readonly tokens = new Map<string, bigint>();
  readonly rent = new Map<string, bigint>();
  private readonly wallets: ReadonlySet<string>;

  constructor(wallets: readonly string[]) {
    this.wallets = new Set(wallets);
  }

  add({ meta, transaction }: RawTransaction, slot: number): void {
    const { message, signatures } = transaction;
    const keys = [
      ...message.accountKeys,
      ...(meta.loadedAddresses?.writable ?? []),
      ...(meta.loadedAddresses?.readonly ?? []),
    ];
    keys.forEach((key, i) => {
      if (this.wallets.has(key)) {
        bump(this.lamports, key, BigInt(meta.postBalances[i] ?? 0) - BigInt(meta.preBalances[i] ?? 0));
      }
    });
    this.addTokens(meta.preTokenBalances ?? [], meta.preBalances, -1n);
    this.addTokens(meta.postTokenBalances ?? [], meta.postBalances, 1n);
    for (const instruction of message.instructions) {
      if (keys[instruction.programIdIndex] !== SYSTEM_PROGRAM) continue;
      const seed = accountSeed(instruction.data);
      if (seed === null || !/^[0-9a-f]{32}$/.test(seed)) continue;
      const landings = this.byIntent.get(seed) ?? [];
      landings.push({ signature: signatures[0] ?? '', slot, ok: meta.err === null });
      this.byIntent.set(seed, landings);
    }
  }

  private addTokens(balances: readonly RawBalance[], lamports: readonly number[], sign: bigint): void {
    for (const balance of balances) {
      if (balance.owner === undefined || !this.wallets.has(balance.owner)) continue;
      bump(this.rent, balance.owner, sign * BigInt(lamports[balance.accountIndex] ?? 0));
      bump(this.tokens, `${balance.owner} ${balance.mint}`, sign * BigInt(balance.uiTokenAmount.amount));
    }
  }
}

function bump(sums: Map<string, bigint>, key: string, by: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + by);
}

function accountSeed(data: string): string | null {
  const bytes = fromBase58(data);
  if (bytes.length < 44 || bytes.readUInt32LE(0) !== CREATE_ACCOUNT_WITH_SEED) return null;
  const length = Number(bytes.readBigUInt64LE(36));
  return length > 32 ? null : bytes.subarray(44, 44 + length).toString('latin1');
}

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** Bytes of base58 text. */
export function fromBase58(text: string): Buffer {
  let value = 0n;
  for (const letter of text) value = value * 58n + BigInt(ALPHABET.indexOf(letter));
  const hex = value === 0n ? '' : value.toString(16);
  const zeros = /^1*/.exec(text)?.[0].length ?? 0;
  return Buffer.concat([Buffer.alloc(zeros), Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, 'hex')]);
}
