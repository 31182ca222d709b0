/** One RPC endpoint: the only code that knows Solana's JSON-RPC methods. */
import type { GenesisHash } from '#core/domain/ids.ts';
import type { Block, ChainEndpoint, Heights, SimulationResult } from '#core/ports/chain.ts';
import { batchByTurn } from './batch-by-turn.ts';
import {
  asSignature,
  decodeAccount,
  decodeBlock,
  decodeHeights,
  decodeKeyedAccount,
  decodeLatestBlockhash,
  decodeSimulation,
  decodeStatus,
  decodeTokenAccount,
  listOf,
  withSlot,
} from './decode.ts';
import { EndpointError } from './endpoint-error.ts';
import { asBigInt, asList, asRecord, asText } from './json.ts';
import type { RpcRequest } from './json-rpc.ts';
import { readTransactions } from './read-transactions.ts';
import { sending } from './send-transactions.ts';
import type { Pace, Transport } from './transport.ts';
import { unsigned } from './unsigned-transaction.ts';

const TOKEN_PROGRAMS = ['TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA', 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb'];
/** JSON-RPC codes for "there is no such block here": cleaned up, not available, skipped, long-term storage. */
const NO_BLOCK: ReadonlySet<number | null> = new Set([-32001, -32004, -32007, -32009]);

export interface EndpointOptions {
  /** Address without its keys, fit for logs. */
  readonly name: string;
  readonly transport: Transport;
  /** Told of every slot and height this endpoint shows. */
  readonly onHeights: (heights: Partial<Heights>) => void;
  /** In place of each call's own pace. */
  readonly pace?: Pace;
}

/** An endpoint's methods share this. */
interface Asking {
  ask<T>(pace: Pace, request: RpcRequest<T>, signal: AbortSignal | undefined): Promise<T>;
  /** Reports the slot and height in an answer. */
  seen<T extends Partial<Heights>>(answer: T): T;
}

export function createEndpoint(options: EndpointOptions): ChainEndpoint {
  const { name, transport } = options;
  const asking: Asking = {
    ask: (pace, request, signal) => transport.request(request, { pace: options.pace ?? pace, signal }),
    seen(answer) {
      options.onHeights(answer);
      return answer;
    },
  };
  return {
    name,
    ...ledgerReads(asking),
    ...searches(asking),
    ...evidence(asking),
    ...submission(asking, batchByTurn<SimulationResult>(transport, options.pace ?? 'quick')),
    transactions: (signatures, commitment, signal) =>
      readTransactions(transport, signatures, commitment, { pace: options.pace ?? 'slow', signal }),
  };
}

const notBefore = (slot: bigint | undefined) => (slot === undefined ? {} : { minContextSlot: Number(slot) });

/** What trades are built on. */
function ledgerReads({ ask, seen }: Asking) {
  return {
    genesisHash: (signal) =>
      ask('quick', { method: 'getGenesisHash', params: [], decode: (hash) => asText(hash) as GenesisHash }, signal),
    heights: async (commitment, signal) =>
      seen(await ask('quick', { method: 'getEpochInfo', params: [{ commitment }], decode: decodeHeights }, signal)),
    async latestBlockhash(commitment, signal) {
      const params = [{ commitment }];
      return seen(await ask('quick', { method: 'getLatestBlockhash', params, decode: decodeLatestBlockhash }, signal));
    },
    async accounts(addresses, { commitment, minContextSlot }, signal) {
      const config = { encoding: 'base64', commitment, ...notBefore(minContextSlot) };
      const decode = (result: unknown) => {
        const { slot, value } = withSlot(result, (list) => listOf(list, addresses.length, decodeAccount));
        return { slot, accounts: value };
      };
      return seen(await ask('quick', { method: 'getMultipleAccounts', params: [addresses, config], decode }, signal));
    },
    recentPriorityFees(addresses, signal) {
      const decode = (result: unknown) => asList(result).map((fee) => asBigInt(asRecord(fee)['prioritizationFee']));
      return ask('quick', { method: 'getRecentPrioritizationFees', params: [addresses], decode }, signal);
    },
  } satisfies Partial<ChainEndpoint>;
}

/** What takes an endpoint long. */
function searches({ ask }: Asking) {
  return {
    async tokenAccountsOf(owner, { commitment, minContextSlot }, signal) {
      const config = { encoding: 'base64', commitment, ...notBefore(minContextSlot) };
      const decode = (result: unknown) => withSlot(result, (list) => asList(list).map(decodeTokenAccount)).value;
      const ofProgram = (programId: string) =>
        ask('slow', { method: 'getTokenAccountsByOwner', params: [owner, { programId }, config], decode }, signal);
      return (await Promise.all(TOKEN_PROGRAMS.map(ofProgram))).flat();
    },
    programAccounts(program, filters, signal) {
      const rpcFilters = filters.map((filter) => ('dataSize' in filter ? filter : { memcmp: filter }));
      const config = { encoding: 'base64', commitment: 'confirmed', filters: rpcFilters };
      const decode = (result: unknown) => asList(result).map(decodeKeyedAccount);
      return ask('slow', { method: 'getProgramAccounts', params: [program, config], decode }, signal);
    },
    signaturesFor(address, { until, before, limit, minContextSlot }, signal) {
      const range = { ...(until === undefined ? {} : { until }), ...(before === undefined ? {} : { before }) };
      const config = { commitment: 'finalized', limit, ...range, ...notBefore(minContextSlot) };
      const decode = (result: unknown) =>
        asList(result).map((item) => {
          const { signature, slot } = asRecord(item);
          return { signature: asSignature(signature), slot: asBigInt(slot) };
        });
      return ask('slow', { method: 'getSignaturesForAddress', params: [address, config], decode }, signal);
    },
  } satisfies Partial<ChainEndpoint>;
}

/** What landing and death are judged by. */
function evidence({ ask, seen }: Asking) {
  return {
    async statuses(signatures, signal) {
      const decode = (result: unknown) => {
        const { slot, value } = withSlot(result, (list) => listOf(list, signatures.length, decodeStatus));
        return { slot, statuses: value };
      };
      return seen(await ask('quick', { method: 'getSignatureStatuses', params: [signatures], decode }, signal));
    },
    async block(slot, signal): Promise<Block | null> {
      const config = { commitment: 'finalized', transactionDetails: 'signatures', rewards: false };
      const decode = (result: unknown) => decodeBlock(slot, result);
      try {
        return await ask('slow', { method: 'getBlock', params: [Number(slot), config], decode }, signal);
      } catch (error) {
        if (error instanceof EndpointError && NO_BLOCK.has(error.code)) return null;
        throw error;
      }
    },
    blockSlots(from, to, signal) {
      const params = [Number(from), Number(to), { commitment: 'finalized' }];
      const decode = (result: unknown) => asList(result).map(asBigInt);
      return ask('slow', { method: 'getBlocks', params, decode }, signal);
    },
  } satisfies Partial<ChainEndpoint>;
}

function submission({ ask }: Asking, simulating: ReturnType<typeof batchByTurn<SimulationResult>>) {
  return {
    simulate(message, minContextSlot, signal) {
      const config = { encoding: 'base64', commitment: 'processed', sigVerify: false, ...notBefore(minContextSlot) };
      const params = [unsigned(message).toString('base64'), config];
      return simulating({ method: 'simulateTransaction', params, decode: decodeSimulation }, signal);
    },
    send: (raw, signal) => ask('quick', sending(raw), signal),
  } satisfies Partial<ChainEndpoint>;
}
