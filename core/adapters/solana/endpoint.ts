/** One RPC endpoint over web3.js's `Connection`: the only code that speaks Solana RPC. */
import { PublicKey, VersionedMessage, VersionedTransaction } from '@solana/web3.js';
import type { Address, GenesisHash, Signature } from '#core/domain/ids.ts';
import type { Block, ChainEndpoint, Heights } from '#core/ports/chain.ts';
import { toAccountData, toAddress, toLandedTransaction, toStatus, toTokenBalance } from './decode.ts';
import { createTransport, EndpointError, type Transport } from './transport.ts';

const TOKEN_PROGRAMS = ['TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA', 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb'];
/** JSON-RPC codes for "there is no such block here": cleaned up, not available, skipped, long-term storage. */
const NO_BLOCK = new Set([-32001, -32004, -32007, -32009]);

export interface EndpointOptions {
  readonly url: string;
  readonly name: string;
  readonly timeoutMs: number;
  /** Told of every slot and height this endpoint shows. */
  readonly onHeights: (heights: Partial<Heights>) => void;
  /** Told whether each call was answered, be it with an error. */
  readonly onCall: (answered: boolean) => void;
}

export function createEndpoint(options: EndpointOptions): ChainEndpoint {
  const call = reportingCalls(createTransport(options), options);
  const seen = <T extends Partial<Heights>>(answer: T): T => {
    options.onHeights(answer);
    return answer;
  };
  return { name: options.name, ...ledgerReads(call, seen), ...evidence(call, seen), ...submission(call) };
}

type Call = Transport['call'];
type Seen = <T extends Partial<Heights>>(answer: T) => T;

const reportingCalls =
  (transport: Transport, options: EndpointOptions): Call =>
  async (work, signal) => {
    try {
      const answer = await transport.call(work, signal);
      options.onCall(true);
      return answer;
    } catch (error) {
      if (error instanceof EndpointError) options.onCall(error.answered);
      throw error;
    }
  };

const toKeys = (addresses: readonly Address[]): PublicKey[] => addresses.map((address) => new PublicKey(address));

const notBefore = (slot: bigint | undefined) => (slot === undefined ? {} : { minContextSlot: Number(slot) });

/** What trades are built on. */
function ledgerReads(call: Call, seen: Seen) {
  return {
    genesisHash: (signal) => call((rpc) => rpc.getGenesisHash() as Promise<GenesisHash>, signal),
    async heights(commitment, signal) {
      const info = await call((rpc) => rpc.getEpochInfo(commitment), signal);
      if (info.blockHeight === undefined) throw new Error('the endpoint tells no block height');
      return seen({ slot: BigInt(info.absoluteSlot), blockHeight: BigInt(info.blockHeight) });
    },
    async latestBlockhash(commitment, signal) {
      const { context, value } = await call((rpc) => rpc.getLatestBlockhashAndContext(commitment), signal);
      const lastValidBlockHeight = BigInt(value.lastValidBlockHeight);
      return seen({ blockhash: value.blockhash, lastValidBlockHeight, slot: BigInt(context.slot) });
    },
    async accounts(addresses, { commitment, minContextSlot }, signal) {
      const config = { commitment, ...notBefore(minContextSlot) };
      const keys = toKeys(addresses);
      const { context, value } = await call((rpc) => rpc.getMultipleAccountsInfoAndContext(keys, config), signal);
      return seen({ slot: BigInt(context.slot), accounts: value.map((info) => info && toAccountData(info)) });
    },
    async tokenAccountsOf(owner, { commitment, minContextSlot }, signal) {
      const config = { commitment, ...notBefore(minContextSlot) };
      const ofProgram = async (programId: string) => {
        const filter = { programId: new PublicKey(programId) };
        const { value } = await call(
          (rpc) => rpc.getTokenAccountsByOwner(new PublicKey(owner), filter, config),
          signal,
        );
        return value.map(({ pubkey, account }) => toTokenBalance(pubkey, account.data));
      };
      return (await Promise.all(TOKEN_PROGRAMS.map(ofProgram))).flat();
    },
    async programAccounts(program, filters, signal) {
      const rpcFilters = filters.map((filter) => ('dataSize' in filter ? filter : { memcmp: filter }));
      const found = await call(
        (rpc) => rpc.getProgramAccounts(new PublicKey(program), { filters: rpcFilters }),
        signal,
      );
      return found.map(({ pubkey, account }) => ({ address: toAddress(pubkey), account: toAccountData(account) }));
    },
    async recentPriorityFees(addresses, signal) {
      const fees = await call(
        (rpc) => rpc.getRecentPrioritizationFees({ lockedWritableAccounts: toKeys(addresses) }),
        signal,
      );
      return fees.map((fee) => BigInt(fee.prioritizationFee));
    },
  } satisfies Partial<ChainEndpoint>;
}

/** What landing and death are judged by. */
function evidence(call: Call, seen: Seen) {
  return {
    async statuses(signatures, signal) {
      const { context, value } = await call((rpc) => rpc.getSignatureStatuses([...signatures]), signal);
      return seen({ slot: BigInt(context.slot), statuses: value.map((status) => status && toStatus(status)) });
    },
    transactions(signatures, commitment, signal) {
      const config = { commitment, maxSupportedTransactionVersion: 0 };
      const readOne = (signature: Signature) =>
        call(async (rpc) => {
          const found = await rpc.getTransaction(signature, config);
          return found && toLandedTransaction(signature, found);
        }, signal);
      return Promise.all(signatures.map(readOne));
    },
    block: (slot, signal) => readBlock(call, slot, signal),
    async blockSlots(from, to, signal) {
      const slots = await call((rpc) => rpc.getBlocks(Number(from), Number(to), 'finalized'), signal);
      return slots.map(BigInt);
    },
    async signaturesFor(address, { until, before, limit, minContextSlot }, signal) {
      const range = { ...(until === undefined ? {} : { until }), ...(before === undefined ? {} : { before }) };
      const page = { limit, ...range, ...notBefore(minContextSlot) };
      const found = await call((rpc) => rpc.getSignaturesForAddress(new PublicKey(address), page, 'finalized'), signal);
      return found.map(({ signature, slot }) => ({ signature: signature as Signature, slot: BigInt(slot) }));
    },
  } satisfies Partial<ChainEndpoint>;
}

async function readBlock(call: Call, slot: bigint, signal?: AbortSignal): Promise<Block | null> {
  try {
    const block = await call((rpc) => rpc.getBlockSignatures(Number(slot), 'finalized'), signal);
    // web3.js hands the height on, though its type for this mode leaves it out.
    const { blockHeight } = block as typeof block & { blockHeight?: number | null };
    if (blockHeight == null) throw new Error(`block ${slot} came without its height`);
    const { blockhash, previousBlockhash, signatures } = block;
    return {
      slot,
      blockHeight: BigInt(blockHeight),
      blockhash,
      previousBlockhash,
      signatures: signatures as Signature[],
    };
  } catch (error) {
    if (error instanceof EndpointError && error.code !== null && NO_BLOCK.has(error.code)) return null;
    throw error;
  }
}

function submission(call: Call) {
  return {
    async simulate(message, minContextSlot, signal) {
      const transaction = new VersionedTransaction(VersionedMessage.deserialize(message));
      const config = { commitment: 'processed', sigVerify: false, minContextSlot: Number(minContextSlot) } as const;
      const { context, value } = await call((rpc) => rpc.simulateTransaction(transaction, config), signal);
      return {
        slot: BigInt(context.slot),
        error: value.err,
        logs: value.logs ?? [],
        unitsConsumed: BigInt(value.unitsConsumed ?? 0),
      };
    },
    async send(raw, signal) {
      await call((rpc) => rpc.sendRawTransaction(raw, { skipPreflight: true, maxRetries: 0 }), signal);
    },
  } satisfies Partial<ChainEndpoint>;
}
