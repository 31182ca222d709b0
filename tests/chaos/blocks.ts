/**
 * What really happened, from the chain's finalized blocks alone: swaps by their amounts, every signature, every height. Imports
 * nothing of the product.
 */
import {
  finalizedBlocks,
  fromBase58,
  newestFinalizedSlot,
  type RawTransaction,
  Tally,
} from '../../scripts/rehearse/chain-count.ts';

/** Raydium AMM v4. */
const AMM = '675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8';
/** An exact input: u8 tag, u64 amount in, u64 least out (raydium-amm, program/src/instruction.rs). */
const SWAP_BASE_IN = [9, 16];
/** Blocks after its own for which a blockhash is valid. */
const BLOCKHASH_LIFE = 150;

export interface Swap {
  readonly signature: string;
  readonly slot: number;
  readonly ok: boolean;
}

export interface BlockFacts {
  readonly lastSlot: number;
  /** Swaps by the amount given. */
  readonly swaps: ReadonlyMap<bigint, readonly Swap[]>;
  /** Slot of every signature. */
  readonly slotOf: ReadonlyMap<string, number>;
  readonly heightAt: ReadonlyMap<number, number>;
  /** When the block of a slot was made, in seconds since 1970. */
  readonly timeAt: ReadonlyMap<number, number>;
  /** Last height at which a transaction with this blockhash may land. */
  readonly lastValidHeight: ReadonlyMap<string, number>;
  /** Balances summed over all blocks, and landings by intent. */
  readonly tally: Tally;
}

export async function readBlocks(rpcUrl: string, wallets: readonly string[]): Promise<BlockFacts> {
  const lastSlot = await newestFinalizedSlot(rpcUrl);
  const tally = new Tally(wallets);
  const swaps = new Map<bigint, Swap[]>();
  const slotOf = new Map<string, number>();
  const heightAt = new Map<number, number>();
  const timeAt = new Map<number, number>();
  const lastValidHeight = new Map<string, number>();
  for await (const block of finalizedBlocks(rpcUrl, lastSlot)) {
    const { slot, blockHeight, blockTime, blockhash, transactions } = block;
    heightAt.set(slot, blockHeight);
    if (blockTime !== null) timeAt.set(slot, blockTime);
    lastValidHeight.set(blockhash, blockHeight + BLOCKHASH_LIFE);
    for (const transaction of transactions) {
      tally.add(transaction, slot);
      const signature = transaction.transaction.signatures[0] ?? '';
      slotOf.set(signature, slot);
      for (const amount of swapAmounts(transaction)) {
        const swap = { signature, slot, ok: transaction.meta.err === null };
        swaps.set(amount, [...(swaps.get(amount) ?? []), swap]);
      }
    }
  }
  return { lastSlot, swaps, slotOf, heightAt, timeAt, lastValidHeight, tally };
}

function swapAmounts({ transaction: { message } }: RawTransaction): bigint[] {
  return message.instructions.flatMap(({ programIdIndex, data }) => {
    if (message.accountKeys[programIdIndex] !== AMM) return [];
    const bytes = fromBase58(data);
    return SWAP_BASE_IN.includes(bytes[0] ?? 0) ? [bytes.readBigUInt64LE(1)] : [];
  });
}
