/**
 * Compiles v0 messages without look-up tables, byte for byte as web3.js does, at a fraction of the cost.
 *
 * Accounts stand in the order in which they were first named, the fee payer first, sorted by what they may do: sign and be
 * written, sign, be written, be read. `message-head.ts` tells the layout.
 */
import type { CompileMessage, Instruction, Key } from '#core/ports/message.ts';
import { transferLamports } from './instructions.ts';
import { KEY_BYTES, keyOf } from './key.ts';

/** Largest message that fits a packet with its signatures, and more. */
const MOST_BYTES = 1_232;
const V0 = 0x80;

interface Account {
  readonly bytes: Uint8Array;
  isSigner: boolean;
  isWritable: boolean;
  /** Its place in the message. */
  index: number;
}

/** Text that is the same for the same 32 bytes. */
const nameOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, KEY_BYTES).toString('latin1');

class Accounts {
  readonly #byName = new Map<string, Account>();

  named(key: Key): Account {
    const bytes = key.toBytes();
    const name = nameOf(bytes);
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const account: Account = { bytes, isSigner: false, isWritable: false, index: 0 };
    this.#byName.set(name, account);
    return account;
  }

  /** Gives each its place. Answers them in their order, and how many of each kind there are. */
  arrange(): { ordered: readonly Account[]; counts: readonly [number, number, number] } {
    const all = [...this.#byName.values()];
    const kinds = [
      all.filter((one) => one.isSigner && one.isWritable),
      all.filter((one) => one.isSigner && !one.isWritable),
      all.filter((one) => !one.isSigner && one.isWritable),
      all.filter((one) => !one.isSigner && !one.isWritable),
    ] as const;
    const ordered = kinds.flat();
    for (const [index, account] of ordered.entries()) account.index = index;
    const signers = kinds[0].length + kinds[1].length;
    return { ordered, counts: [signers, kinds[1].length, kinds[3].length] };
  }
}

interface Placed {
  readonly program: Account;
  readonly accounts: readonly Account[];
  readonly data: Uint8Array;
}

function place(accounts: Accounts, { programId, keys, data }: Instruction): Placed {
  const program = accounts.named(programId);
  const used = keys.map(({ pubkey, isSigner, isWritable }) => {
    const account = accounts.named(pubkey);
    account.isSigner ||= isSigner;
    account.isWritable ||= isWritable;
    return account;
  });
  return { program, accounts: used, data };
}

/** Bytes one after the other. @throws RangeError beyond what a packet holds */
class Writer {
  readonly #bytes = Buffer.allocUnsafe(MOST_BYTES);
  #at = 0;

  byte(value: number): void {
    this.#bytes.writeUInt8(value, this.#at);
    this.#at += 1;
  }

  /** Compact-u16: seven bits a byte, the lowest first. */
  length(value: number): void {
    for (let rest = value; ; rest >>= 7) {
      this.byte(rest < 0x80 ? rest : (rest & 0x7f) | 0x80);
      if (rest < 0x80) return;
    }
  }

  write(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  done(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.#at));
  }
}

/** @throws RangeError when it does not fit a packet, or a number its place */
export const compileMessage: CompileMessage = ({ feePayer, blockhash, instructions, tip = null }) => {
  const payerKey = keyOf(feePayer);
  const accounts = new Accounts();
  const payer = accounts.named(payerKey);
  payer.isSigner = true;
  payer.isWritable = true;
  const placed = instructions.map((instruction) => place(accounts, instruction));
  if (tip !== null) placed.push(place(accounts, transferLamports(payerKey, keyOf(tip.to), tip.lamports)));
  const { ordered, counts } = accounts.arrange();

  const message = new Writer();
  message.byte(V0);
  for (const count of counts) message.byte(count);
  message.length(ordered.length);
  for (const { bytes } of ordered) message.write(bytes);
  message.write(keyOf(blockhash).toBytes());
  message.length(placed.length);
  for (const instruction of placed) writeInstruction(message, instruction);
  message.length(0);
  return message.done();
};

function writeInstruction(message: Writer, { program, accounts, data }: Placed): void {
  message.byte(program.index);
  message.length(accounts.length);
  for (const { index } of accounts) message.byte(index);
  message.length(data.length);
  message.write(data);
}
