import type { InnerInstructions } from '../../chain/bank.ts';
import { addressAt, decodeBase58, encodeBase58 } from '../../chain/base58.ts';
import { TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from '../../chain/token-layout.ts';
import type { CompiledInstruction } from '../../chain/wire-transaction.ts';

/** An instruction with its accounts by address. */
interface NamedInstruction {
  readonly programId: string;
  readonly accounts: readonly string[];
  readonly data: Buffer;
}

interface Parsed {
  readonly type: string;
  readonly info: Readonly<Record<string, unknown>>;
}

type Parser = (accounts: readonly string[], data: Buffer) => Parsed | string | null;

/** An outer instruction in the `jsonParsed` form. */
export function parseOuter({ programIdIndex, accounts, data }: CompiledInstruction, keys: readonly string[]) {
  return show({ programId: keys[programIdIndex] ?? '', accounts: pick(keys, accounts), data }, 1);
}

/** The inner instructions of one outer instruction in the `jsonParsed` form. */
export function parseInner({ index, instructions }: InnerInstructions, keys: readonly string[]) {
  return {
    index,
    instructions: instructions.map(({ programIdIndex, accounts, data, stackHeight }) =>
      show(
        {
          programId: keys[programIdIndex] ?? '',
          accounts: pick(keys, accounts),
          data: decodeBase58(data) ?? Buffer.alloc(0),
        },
        stackHeight,
      ),
    ),
  };
}

function pick(keys: readonly string[], indexes: Iterable<number>): string[] {
  return [...indexes].map((index) => keys[index] ?? '');
}

/** Parsed where the program and instruction are known, else partially decoded, as Agave does. */
function show({ programId, accounts, data }: NamedInstruction, stackHeight: number) {
  const known = PARSERS[programId];
  const parsed = known?.parse(accounts, data) ?? null;
  if (known === undefined || parsed === null) return { programId, accounts, data: encodeBase58(data), stackHeight };
  return { program: known.program, programId, parsed, stackHeight };
}

const parseSystem: Parser = (accounts, data) => {
  if (data.length < 4) return null;
  const [source, destination] = accounts;
  switch (data.readUInt32LE(0)) {
    case 0:
      if (data.length < 52) return null;
      return {
        type: 'createAccount',
        info: {
          source,
          newAccount: destination,
          lamports: Number(data.readBigUInt64LE(4)),
          space: Number(data.readBigUInt64LE(12)),
          owner: addressAt(data, 20),
        },
      };
    case 2:
      if (data.length < 12) return null;
      return { type: 'transfer', info: { source, destination, lamports: Number(data.readBigUInt64LE(4)) } };
    default:
      return null;
  }
};

/** The SPL Token instructions that move tokens, by tag. */
const parseToken: Parser = (accounts, data) => {
  const [first, second, third, fourth] = accounts;
  const amount = data.length >= 9 ? data.readBigUInt64LE(1).toString() : null;
  const tokenAmount = { amount, decimals: data[9] };
  switch (data[0]) {
    case 3:
      return amount && { type: 'transfer', info: { source: first, destination: second, authority: third, amount } };
    case 7:
      return amount && { type: 'mintTo', info: { mint: first, account: second, mintAuthority: third, amount } };
    case 8:
      return amount && { type: 'burn', info: { account: first, mint: second, authority: third, amount } };
    case 9:
      return { type: 'closeAccount', info: { account: first, destination: second, owner: third } };
    case 12:
      return (
        amount && {
          type: 'transferChecked',
          info: { source: first, mint: second, destination: third, authority: fourth, tokenAmount },
        }
      );
    case 17:
      return { type: 'syncNative', info: { account: first } };
    default:
      return null;
  }
};

const parseAssociatedToken: Parser = (accounts, data) => {
  const [source, account, wallet, mint, systemProgram, tokenProgram] = accounts;
  const tag = data[0] ?? 0;
  if (tag > 1) return null;
  const type = tag === 0 ? 'create' : 'createIdempotent';
  return { type, info: { source, account, wallet, mint, systemProgram, tokenProgram } };
};

const parseMemo: Parser = (_, data) => data.toString('utf8');

const PARSERS: Readonly<Record<string, { readonly program: string; readonly parse: Parser }>> = {
  '11111111111111111111111111111111': { program: 'system', parse: parseSystem },
  [TOKEN_PROGRAM]: { program: 'spl-token', parse: parseToken },
  [TOKEN_2022_PROGRAM]: { program: 'spl-token', parse: parseToken },
  ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL: {
    program: 'spl-associated-token-account',
    parse: parseAssociatedToken,
  },
  MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr: { program: 'spl-memo', parse: parseMemo },
};
