/** What a process hears when it asks an endpoint: `ChainEndpoint` over the truth, as a node sees it, or says it does. */
import { GENESIS } from '#core/domain/clusters.ts';
import { TOKEN_ACCOUNT_RENT } from '#core/domain/execution/demands.ts';
import type { Address, GenesisHash, Signature } from '#core/domain/ids.ts';
import { LAMPORTS_PER_SIGNATURE } from '#core/domain/ledger/entries.ts';
import { type Lamports, max } from '#core/domain/money.ts';
import type {
  AccountData,
  AccountsAt,
  Block,
  ChainEndpoint,
  Commitment,
  Heights,
  LandedTransaction,
  LatestBlockhash,
  SignatureStatus,
  SimulationResult,
  StatusesAt,
  TokenBalance,
} from '#core/ports/chain.ts';
import type { Method } from './await-points.ts';
import { TOKEN_MINT, tokenAccount, walletAddress, walletIndex } from './bytes.ts';
import { counter, hit } from './coverage.ts';
import type { SimNode } from './node.ts';
import type { Process, Scheduler } from './scheduler.ts';
import { type Balance, CACHE_BLOCKS, type Landing, type SimChain } from './sim-chain.ts';

/** An account with the units a token account holds; its bytes are of no interest here. */
export interface SimAccount extends AccountData {
  readonly units: bigint | null;
}

const FORGOTTEN = counter('chain status forgotten');
const NO_BYTES = new Uint8Array();
/** What a lie is wrong by: far enough to matter, near enough to be believed. */
const WRONG_BY = 140;

const notSimulated = (): never => {
  throw new Error('not simulated');
};

/** The node's answer to each question, given to whoever asks; `SimEndpoint` says who. */
export class Voice {
  readonly chain: SimChain;
  readonly node: SimNode;
  /** Finalized blocks never change. */
  readonly #blocks = new Map<number, Block>();

  constructor(chain: SimChain, node: SimNode) {
    this.chain = chain;
    this.node = node;
  }

  #tip(): number {
    const tip = this.node.view();
    return tip + (this.node.lie('ahead') ?? 0);
  }

  #at(tip: number, commitment: Commitment): number {
    if (commitment === 'finalized') return this.chain.finalized(tip);
    return commitment === 'confirmed' ? this.chain.confirmed(tip) : this.chain.blockAt(tip);
  }

  heights(commitment: Commitment): Heights {
    const slot = this.#at(this.#tip(), commitment);
    const lie = this.node.lie('heights');
    const by = lie === null ? 0 : lie === 'low' ? -WRONG_BY : WRONG_BY;
    return { slot: BigInt(slot), blockHeight: BigInt(this.chain.height(slot) + by) };
  }

  latestBlockhash(commitment: Commitment): LatestBlockhash {
    const slot = this.#at(this.#tip(), commitment);
    const lie = this.node.lie('blockhash');
    const height = this.chain.lastValidHeight(slot) + (lie === 'early' ? -WRONG_BY : lie === 'late' ? WRONG_BY : 0);
    return {
      // Nobody knows the hash of a block that is not there yet.
      blockhash: lie === 'invented' || slot > this.chain.tip ? `${slot}:${NO_FORK}` : this.chain.blockhash(slot),
      lastValidBlockHeight: BigInt(height),
      slot: BigInt(slot),
    };
  }

  accounts(addresses: readonly Address[], commitment: Commitment, minContextSlot: bigint | undefined): AccountsAt {
    const slot = this.#at(this.#tip(), commitment);
    if (minContextSlot !== undefined && BigInt(slot) < minContextSlot) throw BEHIND;
    const balances = this.chain.balances(slot);
    return { slot: BigInt(slot), accounts: addresses.map((address) => this.#account(address, balances)) };
  }

  #account(address: Address, balances: readonly Balance[]): SimAccount | null {
    const [kind] = address;
    if (kind !== 'W' && kind !== 'T') return POOL;
    const balance = balances[walletIndex(address)];
    if (balance === undefined) return null;
    const lie = this.node.lie('balances');
    const factor = lie === 'high' ? 4n : 1n;
    const divisor = lie === 'low' ? 4n : 1n;
    if (kind === 'T') {
      if (balance.units === null) return null;
      return account(TOKEN_ACCOUNT_RENT, (balance.units * factor) / divisor);
    }
    return account((balance.lamports * factor) / divisor, null);
  }

  statuses(signatures: readonly Signature[]): StatusesAt {
    const tip = this.#tip();
    return {
      slot: BigInt(this.chain.blockAt(tip)),
      statuses: signatures.map((signature) => this.#status(signature, tip)),
    };
  }

  #status(signature: Signature, tip: number): SignatureStatus | null {
    const lie = this.node.lie('statuses');
    if (lie === 'none') return null;
    if (lie === 'invented')
      return { slot: BigInt(this.chain.finalized(tip) - 3), commitment: 'finalized', error: null };
    const landing = this.chain.landingOf(signature);
    if (landing === undefined || landing.slot > tip) return null;
    const final = this.chain.finalized(tip);
    if (this.chain.height(final) - this.chain.height(landing.slot) >= CACHE_BLOCKS) {
      hit(FORGOTTEN);
      return null;
    }
    const ok = lie === 'other outcome' ? !landing.ok : landing.ok;
    const commitment =
      landing.slot <= final ? 'finalized' : landing.slot <= this.chain.confirmed(tip) ? 'confirmed' : 'processed';
    return { slot: BigInt(landing.slot), commitment, error: ok ? null : FAILED };
  }

  transactions(
    signatures: readonly Signature[],
    commitment: 'confirmed' | 'finalized',
  ): readonly (LandedTransaction | null)[] {
    const newest = this.#at(this.#tip(), commitment);
    return signatures.map((signature) => {
      const lie = this.node.lie('transactions');
      const landing = this.chain.landingOf(signature);
      if (lie === 'none' || landing === undefined || landing.slot > newest) return null;
      if (this.node.hasLost(landing.slot)) return null;
      return toTransaction(landing, lie === 'other balances' ? 7n : 0n);
    });
  }

  block(slot: bigint): Block | null {
    const number = Number(slot);
    if (number > this.chain.finalized(this.node.view()) || !this.chain.hasBlock(number)) return null;
    if (this.node.hasLost(number)) return null;
    const block = this.#blocks.get(number) ?? this.#read(number);
    const lie = this.node.lie('blocks');
    if (lie === null) return block;
    if (lie === 'with a gap') return number % 9 === 0 ? null : block;
    if (lie === 'without the signature') return { ...block, signatures: [] };
    return number % 9 === 0 ? { ...block, previousBlockhash: 'another chain' } : block;
  }

  #read(slot: number): Block {
    const { chain } = this;
    const block: Block = {
      slot: BigInt(slot),
      blockHeight: BigInt(chain.height(slot)),
      blockhash: chain.blockhash(slot),
      previousBlockhash: chain.blockhash(chain.blockAt(slot - 1)),
      signatures: chain.landings.flatMap((landing) => (landing.slot === slot ? [landing.signature as Signature] : [])),
    };
    this.#blocks.set(slot, block);
    return block;
  }

  blockSlots(from: bigint, to: bigint): readonly bigint[] {
    const last = Math.min(Number(to), this.chain.finalized(this.node.view()));
    const slots: bigint[] = [];
    for (let slot = Number(from); slot <= last; slot += 1) if (this.chain.hasBlock(slot)) slots.push(BigInt(slot));
    return slots;
  }

  simulate(minContextSlot: bigint): SimulationResult {
    const slot = this.chain.blockAt(this.#tip());
    if (BigInt(slot) < minContextSlot) throw BEHIND;
    return { slot: BigInt(slot), error: null, logs: [], unitsConsumed: 60_000n };
  }
}

/** A fork that never was. */
const NO_FORK = 999_999;

const BEHIND = new Error('minimum context slot has not been reached');
const FAILED = { InstructionError: [0, { Custom: 1 }] };

const account = (lamports: bigint, units: bigint | null): SimAccount => ({
  lamports: lamports as Lamports,
  owner: 'owner' as Address,
  data: NO_BYTES,
  units,
});
const POOL = account(1n, null);

/** Payer, trader if it is another, and the trader's token account. */
function toTransaction(landing: Landing, wrongBy: bigint): LandedTransaction {
  const { transaction, before, after, signature, slot, ok, fee } = landing;
  const { payer, wallet } = transaction;
  const wallets = payer === wallet ? [wallet] : [payer, wallet];
  const lamports = (balances: readonly Balance[], by: bigint): bigint[] => [
    ...wallets.map((index) => (balances[index]?.lamports ?? 0n) + by),
    balances[wallet]?.units == null ? 0n : TOKEN_ACCOUNT_RENT,
  ];
  return {
    signature: signature as Signature,
    slot: BigInt(slot),
    blockTime: null,
    error: ok ? null : FAILED,
    fee: fee as Lamports,
    signatureCount: wallets.length,
    accounts: [...wallets.map(walletAddress), tokenAccount(wallet)],
    preLamports: lamports(before, 0n),
    postLamports: lamports(after, wrongBy),
    preTokens: tokens(before, wallet),
    postTokens: tokens(after, wallet),
    logs: [],
  };
}

function tokens(balances: readonly Balance[], wallet: number): TokenBalance[] {
  const amount = balances[wallet]?.units ?? null;
  if (amount === null) return [];
  return [{ account: tokenAccount(wallet), mint: TOKEN_MINT, owner: walletAddress(wallet), amount }];
}

/** An endpoint in the hands of one process. */
export class SimEndpoint implements ChainEndpoint {
  readonly name: string;
  /** What it has shown this process. */
  highest: Heights = { slot: 0n, blockHeight: 0n };
  readonly #scheduler: Scheduler;
  readonly #process: Process;
  readonly #voice: Voice;

  constructor(scheduler: Scheduler, process: Process, voice: Voice) {
    this.name = voice.node.name;
    this.#scheduler = scheduler;
    this.#process = process;
    this.#voice = voice;
  }

  #ask<T>(method: Method, answer: () => T, signal: AbortSignal | undefined): Promise<T> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return this.#scheduler.call(this.#process, method, answer);
  }

  #shown(slot: bigint, blockHeight: bigint): void {
    const { highest } = this;
    if (slot <= highest.slot && blockHeight <= highest.blockHeight) return;
    this.highest = { slot: max(slot, highest.slot), blockHeight: max(blockHeight, highest.blockHeight) };
  }

  genesisHash(): Promise<GenesisHash> {
    return Promise.resolve(GENESIS.local as GenesisHash);
  }

  heights(commitment: Commitment, signal?: AbortSignal): Promise<Heights> {
    return this.#ask(
      'chain.heights',
      () => {
        const heights = this.#voice.heights(commitment);
        this.#shown(heights.slot, heights.blockHeight);
        return heights;
      },
      signal,
    );
  }

  latestBlockhash(commitment: Commitment, signal?: AbortSignal): Promise<LatestBlockhash> {
    return this.#ask(
      'chain.latestBlockhash',
      () => {
        const latest = this.#voice.latestBlockhash(commitment);
        this.#shown(latest.slot, 0n);
        return latest;
      },
      signal,
    );
  }

  accounts(
    addresses: readonly Address[],
    options: { commitment: Commitment; minContextSlot?: bigint },
    signal?: AbortSignal,
  ): Promise<AccountsAt> {
    return this.#ask(
      'chain.accounts',
      () => {
        const read = this.#voice.accounts(addresses, options.commitment, options.minContextSlot);
        this.#shown(read.slot, 0n);
        return read;
      },
      signal,
    );
  }

  statuses(signatures: readonly Signature[], signal?: AbortSignal): Promise<StatusesAt> {
    return this.#ask(
      'chain.statuses',
      () => {
        const statuses = this.#voice.statuses(signatures);
        this.#shown(statuses.slot, 0n);
        return statuses;
      },
      signal,
    );
  }

  transactions(
    signatures: readonly Signature[],
    commitment: 'confirmed' | 'finalized',
    signal?: AbortSignal,
  ): Promise<readonly (LandedTransaction | null)[]> {
    return this.#ask('chain.transactions', () => this.#voice.transactions(signatures, commitment), signal);
  }

  block(slot: bigint, signal?: AbortSignal): Promise<Block | null> {
    return this.#ask('chain.block', () => this.#voice.block(slot), signal);
  }

  blockSlots(from: bigint, to: bigint, signal?: AbortSignal): Promise<readonly bigint[]> {
    return this.#ask('chain.blockSlots', () => this.#voice.blockSlots(from, to), signal);
  }

  simulate(_message: Uint8Array, minContextSlot: bigint, signal?: AbortSignal): Promise<SimulationResult> {
    return this.#ask('chain.simulate', () => this.#voice.simulate(minContextSlot), signal);
  }

  recentPriorityFees(_addresses: readonly Address[], signal?: AbortSignal): Promise<readonly bigint[]> {
    return this.#ask('chain.recentPriorityFees', () => FEES, signal);
  }

  send = notSimulated;
  signaturesFor = notSimulated;
  tokenAccountsOf = notSimulated;
  programAccounts = notSimulated;
}

const FEES: readonly bigint[] = [LAMPORTS_PER_SIGNATURE];
