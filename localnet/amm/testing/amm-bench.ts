import { fileURLToPath } from 'node:url';
import { AccountLayout, AccountState, MINT_SIZE, MintLayout, TOKEN_PROGRAM_ID } from '@solana/spl-token';
import { type AccountMeta, Keypair, PublicKey, Transaction, TransactionInstruction } from '@solana/web3.js';
import {
  Account,
  FailedTransactionMetadata,
  InstructionErrorCustom,
  LiteSvm,
  TransactionErrorInstructionError,
} from 'litesvm/dist/internal.js';
import type { Direction, PoolNumbers } from './reference-model.ts';

/** Raydium AMM v4 on mainnet-beta; the local chain loads our program at the same address. */
export const AMM_PROGRAM_ID = new PublicKey('675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8');
export const AMM_ELF = fileURLToPath(new URL('../amm.so', import.meta.url));

export const TAG = { baseIn: 9, baseOut: 11, baseInV2: 16, baseOutV2: 17 } as const;
export const STATUS = {
  uninitialized: 0,
  initialized: 1,
  withdrawOnly: 3,
  liquidityOnly: 4,
  swapOnly: 6,
  waitingTrade: 7,
} as const;
export const LP_MINT = { supply: 123_456_789n, decimals: 6 } as const;
const TAG_SIMULATE_INFO = 12;
const POOL_STATE_SIZE = 752;
const RENT_EXEMPT = 10_000_000n;
/** Accounts of the order book that swaps 9 and 11 carry and this program never reads. */
const MARKET_ACCOUNTS = 7;

export interface PoolOptions {
  readonly status: number;
  readonly openTime: bigint;
}

export interface UserBalances {
  readonly source: bigint;
  readonly destination: bigint;
}

/** Last change to an instruction before it is sent, to plant a fault. */
export type Tamper = (instruction: TransactionInstruction) => unknown;

export interface SwapCall {
  readonly tag: number;
  readonly first: bigint;
  readonly second: bigint;
  readonly direction: Direction;
  /** Swaps 9 and 11 take an optional target-orders account. */
  readonly targetOrders?: boolean;
  readonly tamper?: Tamper;
}

export interface CallResult {
  /** The custom error code, `null` on success, or the text of an error of another kind. */
  readonly code: number | string | null;
  readonly logs: readonly string[];
}

function tokenAccount(mint: PublicKey, owner: PublicKey, amount: bigint): Buffer {
  const data = Buffer.alloc(AccountLayout.span);
  const none = { delegateOption: 0 as const, delegate: PublicKey.default, delegatedAmount: 0n } as const;
  AccountLayout.encode(
    {
      ...none,
      ...{ mint, owner, amount, state: AccountState.Initialized },
      ...{ isNativeOption: 0, isNative: 0n, closeAuthorityOption: 0, closeAuthority: PublicKey.default },
    },
    data,
  );
  return data;
}

/** The liquidity mint's account. */
export function mint(mintAuthority: PublicKey, supply: bigint = LP_MINT.supply): Buffer {
  const data = Buffer.alloc(MINT_SIZE);
  const noFreeze = { freezeAuthorityOption: 0 as const, freezeAuthority: PublicKey.default };
  MintLayout.encode(
    { ...LP_MINT, supply, mintAuthorityOption: 1, mintAuthority, isInitialized: true, ...noFreeze },
    data,
  );
  return data;
}

/** One pool with one user on a bare runtime, whose state each test sets as it likes. */
export class AmmBench {
  readonly svm = new LiteSvm();
  readonly payer = Keypair.generate();
  readonly user = Keypair.generate();
  readonly pool = PublicKey.unique();
  readonly coinVault = PublicKey.unique();
  readonly pcVault = PublicKey.unique();
  readonly coinMint = PublicKey.unique();
  readonly pcMint = PublicKey.unique();
  readonly lpMint = PublicKey.unique();
  readonly targetOrders = PublicKey.unique();
  readonly userCoin = PublicKey.unique();
  readonly userPc = PublicKey.unique();
  readonly authority: PublicKey;
  readonly bump: number;

  constructor() {
    this.svm.setSigverify(false);
    this.svm.setBlockhashCheck(false);
    this.svm.setTransactionHistory(0n);
    this.svm.setBuiltins();
    this.svm.setLamports(10n ** 18n);
    this.svm.setSysvars();
    this.svm.setDefaultPrograms();
    this.svm.addProgramFromFile(AMM_PROGRAM_ID.toBytes(), AMM_ELF);
    this.svm.airdrop(this.payer.publicKey.toBytes(), 10n ** 15n);
    [this.authority, this.bump] = PublicKey.findProgramAddressSync([Buffer.from('amm authority')], AMM_PROGRAM_ID);
  }

  setPool(numbers: PoolNumbers, { status, openTime }: PoolOptions): void {
    const data = Buffer.alloc(POOL_STATE_SIZE);
    data.writeBigUInt64LE(BigInt(status), 0);
    data.writeBigUInt64LE(BigInt(this.bump), 8);
    data.writeBigUInt64LE(6n, 32);
    data.writeBigUInt64LE(9n, 40);
    data.writeBigUInt64LE(numbers.feeNumerator, 176);
    data.writeBigUInt64LE(numbers.feeDenominator, 184);
    data.writeBigUInt64LE(numbers.coinSetAside, 192);
    data.writeBigUInt64LE(numbers.pcSetAside, 200);
    data.writeBigUInt64LE(openTime, 224);
    this.coinVault.toBuffer().copy(data, 336);
    this.pcVault.toBuffer().copy(data, 368);
    this.coinMint.toBuffer().copy(data, 400);
    this.pcMint.toBuffer().copy(data, 432);
    this.lpMint.toBuffer().copy(data, 464);
    this.targetOrders.toBuffer().copy(data, 592);
    data.writeBigUInt64LE(LP_MINT.supply, 720);
    this.setAccount(this.pool, data, AMM_PROGRAM_ID);
    this.setAccount(this.lpMint, mint(this.authority), TOKEN_PROGRAM_ID);
    this.setToken(this.coinVault, this.coinMint, this.authority, numbers.coinVault);
    this.setToken(this.pcVault, this.pcMint, this.authority, numbers.pcVault);
  }

  setUser(direction: Direction, { source, destination }: UserBalances): void {
    const [coin, pc] = direction === 'coinToPc' ? [source, destination] : [destination, source];
    this.setToken(this.userCoin, this.coinMint, this.user.publicKey, coin);
    this.setToken(this.userPc, this.pcMint, this.user.publicKey, pc);
  }

  setToken(address: PublicKey, mint: PublicKey, owner: PublicKey, amount: bigint): void {
    this.setAccount(address, tokenAccount(mint, owner, amount), TOKEN_PROGRAM_ID);
  }

  setAccount(address: PublicKey, data: Uint8Array, owner: PublicKey): void {
    this.svm.setAccount(address.toBytes(), new Account(RENT_EXEMPT, data, owner.toBytes(), false, 0n));
  }

  dataOf(address: PublicKey): Buffer {
    const account = this.svm.getAccount(address.toBytes());
    if (account === null) throw new Error(`no account ${address.toBase58()}`);
    return Buffer.from(account.data());
  }

  amountOf(address: PublicKey): bigint {
    return this.dataOf(address).readBigUInt64LE(64);
  }

  setUnixTime(seconds: bigint): void {
    const clock = this.svm.getClock();
    clock.unixTimestamp = seconds;
    this.svm.setClock(clock);
  }

  swap(call: SwapCall): CallResult {
    return this.run(this.instruction(call), call.tamper);
  }

  /** The instruction behind the SDK's `fetchInfo`. */
  simulateInfo(tamper?: Tamper): CallResult {
    const addresses = [this.pool, this.authority, PublicKey.unique(), this.coinVault, this.pcVault, this.lpMint];
    const keys = [...addresses, PublicKey.unique(), PublicKey.unique()].map((pubkey) => ({
      ...{ pubkey, isSigner: false, isWritable: false },
    }));
    const data = Buffer.from([TAG_SIMULATE_INFO, 0]);
    return this.run(new TransactionInstruction({ programId: AMM_PROGRAM_ID, keys, data }), tamper);
  }

  /** Runs one instruction as a transaction of its own. */
  run(instruction: TransactionInstruction, tamper?: Tamper): CallResult {
    tamper?.(instruction);
    const transaction = new Transaction({
      feePayer: this.payer.publicKey,
      recentBlockhash: PublicKey.default.toBase58(),
    });
    transaction.add(instruction);
    const bytes = transaction.serialize({ requireAllSignatures: false, verifySignatures: false });
    const result = this.svm.sendLegacyTransaction(bytes);
    if (!(result instanceof FailedTransactionMetadata)) return { code: null, logs: result.logs() };
    const error = result.err();
    const cause = error instanceof TransactionErrorInstructionError ? error.err() : error;
    const logs = result.meta().logs();
    return { code: cause instanceof InstructionErrorCustom ? cause.code : `${error}: ${logs.join(' | ')}`, logs };
  }

  private instruction({ tag, first, second, direction, targetOrders }: SwapCall): TransactionInstruction {
    const data = Buffer.alloc(17);
    data[0] = tag;
    data.writeBigUInt64LE(first, 1);
    data.writeBigUInt64LE(second, 9);
    const account = (pubkey: PublicKey, isWritable: boolean, isSigner = false): AccountMeta => ({
      pubkey,
      isSigner,
      isWritable,
    });
    const unread = (count: number) => Array.from({ length: count }, () => account(PublicKey.unique(), false));
    const isV2 = tag === TAG.baseInV2 || tag === TAG.baseOutV2;
    const [source, destination] =
      direction === 'coinToPc' ? [this.userCoin, this.userPc] : [this.userPc, this.userCoin];
    const keys = [
      account(TOKEN_PROGRAM_ID, false),
      account(this.pool, true),
      account(this.authority, false),
      ...unread(isV2 ? 0 : targetOrders === true ? 2 : 1),
      account(this.coinVault, true),
      account(this.pcVault, true),
      ...unread(isV2 ? 0 : MARKET_ACCOUNTS + 1),
      account(source, true),
      account(destination, true),
      account(this.user.publicKey, false, true),
    ];
    return new TransactionInstruction({ programId: AMM_PROGRAM_ID, keys, data });
  }
}
