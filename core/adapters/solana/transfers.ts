/** Transfers of SOL by the System program, and of tokens from one associated token account to another. */
import { SystemProgram } from '@solana/web3.js';
import { appError } from '#core/domain/errors.ts';
import { SOL } from '#core/domain/execution/demands.ts';
import type { Address } from '#core/domain/ids.ts';
import type { TokenProgram } from '#core/domain/token.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { Instruction, Key } from '#core/ports/message.ts';
import type { LookUp, SentToken, TransferEnds, TransferOrder, Transfers } from '#core/ports/transfers.ts';
import { associatedTokenAccount } from './associated-token-account.ts';
import {
  createAssociatedTokenAccount,
  setComputeUnitLimit,
  setComputeUnitPrice,
  TOKEN,
  TOKEN_2022,
  transferChecked,
  transferLamports,
} from './instructions.ts';
import { keyOf } from './key.ts';
import { decodeMint } from './mint.ts';
import { tokenAccountRent, tokenBalance } from './token-account.ts';

const PROGRAM_KEY: Readonly<Record<TokenProgram, Key>> = { TOKEN, TOKEN_2022 };
const PROGRAMS: readonly TokenProgram[] = ['TOKEN', 'TOKEN_2022'];
const SYSTEM_PROGRAM = SystemProgram.programId.toBase58();

/** A mint belongs to one of two programs, and each would have token accounts of its own: only reading the mint tells which. */
const tokenAccounts = (owner: Address, mint: Address): Address[] =>
  PROGRAMS.map((program) => associatedTokenAccount(owner, mint, program).address);

function accounts({ wallet, destination, asset }: TransferOrder): readonly Address[] {
  if (asset === SOL) return [wallet, destination];
  return [wallet, destination, asset, ...tokenAccounts(wallet, asset), ...tokenAccounts(destination, asset)];
}

function ends(order: TransferOrder, at: LookUp): TransferEnds {
  const { wallet, destination, asset } = order;
  const lamports = at(wallet)?.lamports ?? 0n;
  const received = at(destination)?.lamports ?? null;
  return asset === SOL
    ? { lamports, balance: lamports, token: null, rent: 0n, received }
    : { lamports, received, ...tokenEnds(order, asset, at) };
}

function tokenEnds({ wallet, destination }: TransferOrder, mint: Address, at: LookUp) {
  const account = at(mint);
  const info = decodeMint(mint, account, null);
  if (account === null || info === null) throw appError('NOT_A_MINT', { field: 'asset', address: mint });
  const { program, decimals } = info;
  const [source, target] = [wallet, destination].map((owner) => associatedTokenAccount(owner, mint, program).address);
  const exists = target !== undefined && tokenBalance(at(target), destination, mint) !== null;
  return {
    token: { program, decimals },
    balance: source === undefined ? 0n : (tokenBalance(at(source), wallet, mint) ?? 0n),
    rent: exists ? 0n : tokenAccountRent(program, account.data),
  };
}

const head = (units: number, price: bigint): readonly Instruction[] => [
  setComputeUnitLimit(units),
  setComputeUnitPrice(price),
];

function sendToken({ wallet, destination, amount }: TransferOrder, mint: Address, token: SentToken): Instruction[] {
  const [source, target] = [
    associatedTokenAccount(wallet, mint, token.program).key,
    associatedTokenAccount(destination, mint, token.program).key,
  ];
  const [owner, mintKey, program] = [keyOf(wallet), keyOf(mint), PROGRAM_KEY[token.program]];
  return [
    createAssociatedTokenAccount(owner, target, keyOf(destination), mintKey, program),
    transferChecked({ program, source, mint: mintKey, destination: target, owner, amount, decimals: token.decimals }),
  ];
}

function send(order: TransferOrder, token: SentToken | null): readonly Instruction[] {
  const { wallet, destination, asset, amount } = order;
  if (asset === SOL) return [transferLamports(keyOf(wallet), keyOf(destination), amount)];
  if (token === null) throw new RangeError(`nothing is known of the mint ${asset}`);
  return sendToken(order, asset, token);
}

export const solanaTransfers: Transfers = {
  accounts,
  ends,
  written: ({ destination, asset }, token) =>
    asset === SOL || token === null ? destination : associatedTokenAccount(destination, asset, token.program).address,
  build: (order, token, { computeUnitLimit, computeUnitPrice }) => [
    ...head(computeUnitLimit, computeUnitPrice),
    ...send(order, token),
  ],
  isWallet: (account: AccountData | null) =>
    account === null || (account.owner === SYSTEM_PROGRAM && account.data.length === 0),
};
