import {
  Account,
  Clock,
  FailedTransactionMetadata,
  type InnerInstruction,
  LiteSvm,
  type SimulatedTransactionInfo,
  type TransactionMetadata,
} from 'litesvm/dist/internal.js';
import { type AccountState, SYSTEM_PROGRAM, SYSVAR_OWNER } from './account.ts';
import { addressAt, addressBytes, encodeBase58 } from './base58.ts';
import { epochOf, SLOT_HASHES_SYSVAR } from './sysvars.ts';
import { type TransactionError, toTransactionError } from './transaction-error.ts';

export interface InnerInstructions {
  /** Index of the outer instruction. */
  readonly index: number;
  readonly instructions: readonly {
    readonly programIdIndex: number;
    readonly accounts: readonly number[];
    readonly data: string;
    readonly stackHeight: number;
  }[];
}

export interface ReturnData {
  readonly programId: string;
  readonly data: readonly [string, 'base64'];
}

/** What the runtime says of one run of a transaction. */
export interface RunResult {
  readonly error: TransactionError | null;
  readonly logs: readonly string[];
  readonly innerInstructions: readonly InnerInstructions[];
  readonly unitsConsumed: number;
  readonly returnData: ReturnData | null;
}

export interface SimulationResult extends RunResult {
  /** Accounts as the transaction would leave them; empty when it fails. */
  readonly postAccounts: ReadonlyMap<string, AccountState>;
}

/** Programs whose accounts litesvm creates by itself; the chain's account store begins with what they own. */
const PRESET_OWNERS = [
  'NativeLoader1111111111111111111111111111111',
  'BPFLoader1111111111111111111111111111111111',
  'BPFLoader2111111111111111111111111111111111',
  'BPFLoaderUpgradeab1e11111111111111111111111',
  'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
  'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb',
  'Config1111111111111111111111111111111111111',
  SYSVAR_OWNER,
];

/**
 * The Solana runtime: litesvm with its own blockhash check and history off, since it knows only the newest
 * blockhash. The chain decides what may run; the bank runs it.
 */
export class Bank {
  readonly #svm: LiteSvm;

  constructor() {
    this.#svm = new LiteSvm();
    this.#svm.withNativeMints();
    this.#svm.setBlockhashCheck(false);
    this.#svm.setTransactionHistory(0n);
  }

  /** Loads a program's ELF at an address. */
  addProgram(address: string, elf: Uint8Array): void {
    this.#svm.addProgram(addressBytes(address), elf);
  }

  /** Accounts present from the start: built-in programs, sysvars, native mints. */
  presets(): [string, AccountState][] {
    return PRESET_OWNERS.flatMap((owner) =>
      this.#svm
        .getProgramAccounts(addressBytes(owner))
        .map((entry): [string, AccountState] => [addressAt(Buffer.from(entry.address)), toState(entry.account())]),
    );
  }

  read(address: string): AccountState | null {
    const account = this.#svm.getAccount(addressBytes(address));
    if (account === null) return null;
    const state = toState(account);
    return state.lamports === 0n ? null : state;
  }

  lamports(address: string): bigint {
    return this.#svm.getBalance(addressBytes(address)) ?? 0n;
  }

  write(address: string, state: AccountState | null): void {
    const { lamports, data, owner, executable } = state ?? EMPTY;
    this.#svm.setAccount(addressBytes(address), new Account(lamports, data, addressBytes(owner), executable, 0n));
  }

  /** Moves the clock to a slot and gives programs the hashes of the slots before it. */
  openSlot(slot: number, unixTime: number, slotHashes: Buffer): void {
    const epoch = BigInt(epochOf(slot));
    this.#svm.setClock(new Clock(BigInt(slot), 0n, epoch, epoch + 1n, BigInt(unixTime)));
    this.write(SLOT_HASHES_SYSVAR, { lamports: 1n, data: slotHashes, owner: SYSVAR_OWNER, executable: false });
  }

  /**
   * Runs a transaction and keeps its effects. The bytes must have passed `parseTransaction`: the native
   * module aborts the process on bytes it cannot read.
   */
  run(raw: Buffer): RunResult {
    const outcome = this.#svm.sendVersionedTransaction(raw);
    if (!(outcome instanceof FailedTransactionMetadata)) return toResult(outcome, null);
    return toResult(outcome.meta(), toTransactionError(outcome.err()));
  }

  /** Runs a transaction and drops its effects. The same warning holds as for {@link run}. */
  simulate(raw: Buffer, verifySignatures: boolean): SimulationResult {
    this.#svm.setSigverify(verifySignatures);
    try {
      return new Simulation(this.#svm.simulateVersionedTransaction(raw));
    } finally {
      this.#svm.setSigverify(true);
    }
  }

  /** Lamports that make an account of this many data bytes rent exempt. */
  rentExemption(dataLength: number): bigint {
    return this.#svm.minimumBalanceForRentExemption(BigInt(dataLength));
  }
}

/** What a simulation did. Few callers ask for its inner instructions or accounts, and converting them takes long. */
class Simulation implements SimulationResult {
  readonly error: TransactionError | null;
  readonly logs: readonly string[];
  readonly unitsConsumed: number;
  readonly returnData: ReturnData | null;
  readonly #outcome: FailedTransactionMetadata | SimulatedTransactionInfo;
  readonly #meta: TransactionMetadata;

  constructor(outcome: FailedTransactionMetadata | SimulatedTransactionInfo) {
    this.#outcome = outcome;
    this.#meta = outcome.meta();
    this.error = outcome instanceof FailedTransactionMetadata ? toTransactionError(outcome.err()) : null;
    this.logs = this.#meta.logs();
    this.unitsConsumed = Number(this.#meta.computeUnitsConsumed());
    this.returnData = toReturnData(this.#meta);
  }

  get innerInstructions(): readonly InnerInstructions[] {
    return toInnerInstructions(this.#meta.innerInstructions());
  }

  get postAccounts(): ReadonlyMap<string, AccountState> {
    if (this.#outcome instanceof FailedTransactionMetadata) return new Map();
    return new Map(
      this.#outcome.postAccounts().map((entry) => [addressAt(asBuffer(entry.address)), toState(entry.account())]),
    );
  }
}

const EMPTY: AccountState = { lamports: 0n, data: Buffer.alloc(0), owner: SYSTEM_PROGRAM, executable: false };

function toState(account: Account): AccountState {
  return {
    lamports: account.lamports(),
    data: asBuffer(account.data()),
    owner: addressAt(asBuffer(account.owner())),
    executable: account.executable(),
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function toResult(meta: TransactionMetadata, error: TransactionError | null): RunResult {
  return {
    error,
    logs: meta.logs(),
    innerInstructions: toInnerInstructions(meta.innerInstructions()),
    unitsConsumed: Number(meta.computeUnitsConsumed()),
    returnData: toReturnData(meta),
  };
}

function toReturnData(meta: TransactionMetadata): ReturnData | null {
  const returned = meta.returnData();
  const data = returned.data();
  if (data.length === 0) return null;
  return { programId: addressAt(asBuffer(returned.programId())), data: [asBuffer(data).toString('base64'), 'base64'] };
}

function toInnerInstructions(lists: InnerInstruction[][]): InnerInstructions[] {
  return lists.flatMap((list, index) => (list.length === 0 ? [] : [{ index, instructions: list.map(toInner) }]));
}

function toInner(inner: InnerInstruction): InnerInstructions['instructions'][number] {
  const instruction = inner.instruction();
  return {
    programIdIndex: instruction.programIdIndex(),
    accounts: [...instruction.accounts()],
    data: encodeBase58(instruction.data()),
    stackHeight: inner.stackHeight(),
  };
}
