import {
  createAssociatedTokenAccountIdempotentInstruction,
  createTransferCheckedInstruction,
  ExtensionType,
  getAssociatedTokenAddressSync,
  getMintLen,
  MINT_SIZE,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from '@solana/spl-token';
import { ComputeBudgetProgram, Keypair, PublicKey, SystemProgram, type TransactionInstruction } from '@solana/web3.js';
import { describe, expect, it } from 'vitest';
import { SOL } from '#core/domain/execution/demands.ts';
import type { Address } from '#core/domain/ids.ts';
import { lamports } from '#core/domain/money.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { Instruction } from '#core/ports/message.ts';
import type { TransferOrder } from '#core/ports/transfers.ts';
import { solanaTransfers } from './transfers.ts';

const key = () => Keypair.generate().publicKey;
const [wallet, destination, mint] = [key(), key(), key()];
const at = (of: PublicKey): Address => of.toBase58() as Address;
const order = (asset: TransferOrder['asset']): TransferOrder => ({
  ...{ wallet: at(wallet), destination: at(destination), asset, amount: 2n ** 63n + 5n },
});
const BUDGET = { computeUnitLimit: 20_000, computeUnitPrice: 1_000n };
const HEAD = [
  ComputeBudgetProgram.setComputeUnitLimit({ units: 20_000 }),
  ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 1_000 }),
];

const flat = ({ programId, keys, data }: Instruction | TransactionInstruction) => ({
  program: Buffer.from(programId.toBytes()).toString('hex'),
  data: Buffer.from(data).toString('hex'),
  keys: keys.map(({ pubkey, isSigner, isWritable }) => [
    Buffer.from(pubkey.toBytes()).toString('hex'),
    isSigner,
    isWritable,
  ]),
});

const account = (owner: PublicKey, data = new Uint8Array(), held = 1n): AccountData => ({
  ...{ owner: at(owner), data, lamports: lamports(held) },
});

/** A mint with six decimals. @param tail type of the account, and extensions, after 165 bytes */
function mintAccount(program: PublicKey, size: number = MINT_SIZE, tail: readonly number[] = []): AccountData {
  const data = new Uint8Array(size);
  [data[44], data[45]] = [6, 1];
  data.set(tail, size > 165 ? 165 : 0);
  if (tail.length === 0 && size > 165) data[165] = 1;
  return account(program, data);
}

/** A token account of the owner with so many units. */
function holding(program: PublicKey, owner: PublicKey, units: bigint): AccountData {
  const data = Buffer.alloc(165);
  mint.toBuffer().copy(data, 0);
  owner.toBuffer().copy(data, 32);
  data.writeBigUInt64LE(units, 64);
  return account(program, data);
}

const tokenAccount = (owner: PublicKey, program: PublicKey): Address =>
  at(getAssociatedTokenAddressSync(mint, owner, false, program));

describe('W-07 a transfer', () => {
  it('of SOL is one of the System program', () => {
    const transfer = { fromPubkey: wallet, toPubkey: destination, lamports: 2n ** 63n + 5n };
    const expected = [...HEAD, SystemProgram.transfer(transfer)];
    expect(solanaTransfers.build(order(SOL), null, BUDGET).map(flat)).toEqual(expected.map(flat));
  });

  it.each([
    ['TOKEN', TOKEN_PROGRAM_ID],
    ['TOKEN_2022', TOKEN_2022_PROGRAM_ID],
  ] as const)('of a token of %s makes the account it goes to, and checks mint and decimals', (program, programId) => {
    const [from, to] = [wallet, destination].map((owner) => new PublicKey(tokenAccount(owner, programId)));
    if (from === undefined || to === undefined) throw new Error('there are two');
    const expected = [
      ...HEAD,
      createAssociatedTokenAccountIdempotentInstruction(wallet, to, destination, mint, programId),
      createTransferCheckedInstruction(from, mint, to, wallet, 2n ** 63n + 5n, 6, [], programId),
    ];
    const built = solanaTransfers.build(order(at(mint)), { program, decimals: 6 }, BUDGET);
    expect(built.map(flat)).toEqual(expected.map(flat));
    expect(solanaTransfers.written(order(at(mint)), { program, decimals: 6 })).toBe(at(to));
  });

  it('of a mint that nothing is known of cannot be built', () => {
    expect(() => solanaTransfers.build(order(at(mint)), null, BUDGET)).toThrow(RangeError);
  });
});

describe('W-07 both ends of a transfer', () => {
  const look = (accounts: Readonly<Record<string, AccountData>>) => (address: Address) => accounts[address] ?? null;

  it('are read in one go, whichever program the mint is of', () => {
    expect(solanaTransfers.accounts(order(SOL))).toEqual([at(wallet), at(destination)]);
    const named = solanaTransfers.accounts(order(at(mint)));
    for (const program of [TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID]) {
      expect(named).toEqual(expect.arrayContaining([wallet, destination].map((owner) => tokenAccount(owner, program))));
    }
  });

  it('tell lamports, and what is held of a token', () => {
    const shown = { [at(wallet)]: account(SystemProgram.programId, new Uint8Array(), 77n) };
    expect(solanaTransfers.ends(order(SOL), look(shown))).toEqual({
      ...{ lamports: 77n, balance: 77n, token: null, rent: 0n, received: null },
    });
    const tokens = {
      ...shown,
      [at(mint)]: mintAccount(TOKEN_PROGRAM_ID),
      [tokenAccount(wallet, TOKEN_PROGRAM_ID)]: holding(TOKEN_PROGRAM_ID, wallet, 42n),
    };
    expect(solanaTransfers.ends(order(at(mint)), look(tokens))).toEqual({
      ...{ lamports: 77n, balance: 42n, token: { program: 'TOKEN', decimals: 6 }, rent: 2_039_280n, received: null },
    });
    const there = { [tokenAccount(destination, TOKEN_PROGRAM_ID)]: holding(TOKEN_PROGRAM_ID, destination, 0n) };
    expect(solanaTransfers.ends(order(at(mint)), look({ ...tokens, ...there })).rent).toBe(0n);
    expect(() => solanaTransfers.ends(order(at(mint)), look(shown))).toThrow(
      expect.objectContaining({ code: 'NOT_A_MINT' }),
    );
  });

  it('count the rent of what a Token-2022 mint asks of its accounts', () => {
    const plain = { [at(mint)]: mintAccount(TOKEN_2022_PROGRAM_ID) };
    // 165 bytes, what it is (1), and the extension that its owner never changes (4).
    expect(solanaTransfers.ends(order(at(mint)), look(plain)).rent).toBe((128n + 170n) * 6_960n);
    const size = getMintLen([ExtensionType.TransferFeeConfig]);
    const withFee = { [at(mint)]: mintAccount(TOKEN_2022_PROGRAM_ID, size, [1, 1, 0, 108, 0]) };
    expect(solanaTransfers.ends(order(at(mint)), look(withFee)).rent).toBe((128n + 182n) * 6_960n);
  });

  it('tell wallets from what lives on the chain without an owner', () => {
    expect(solanaTransfers.isWallet(null)).toBe(true);
    expect(solanaTransfers.isWallet(account(SystemProgram.programId))).toBe(true);
    expect(solanaTransfers.isWallet(holding(TOKEN_PROGRAM_ID, wallet, 1n))).toBe(false);
    expect(solanaTransfers.isWallet(account(SystemProgram.programId, new Uint8Array(80)))).toBe(false);
  });
});
