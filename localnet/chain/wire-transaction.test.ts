import {
  AddressLookupTableAccount,
  Keypair,
  SystemProgram,
  Transaction,
  TransactionMessage,
  VersionedTransaction,
} from '@solana/web3.js';
import bs58 from 'bs58';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bank } from './bank.ts';
import { MAX_TRANSACTION_BYTES, parseTransaction, TransactionFormatError } from './wire-transaction.ts';

const payer = Keypair.generate();
const target = Keypair.generate().publicKey;
const blockhash = Keypair.generate().publicKey.toBase58();
const instruction = SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: target, lamports: 5 });

function legacy(): Buffer {
  const transaction = new Transaction({ feePayer: payer.publicKey, recentBlockhash: blockhash }).add(instruction);
  transaction.sign(payer);
  return transaction.serialize();
}

function versioned(): Buffer {
  const table = new AddressLookupTableAccount({
    key: Keypair.generate().publicKey,
    state: {
      deactivationSlot: 2n ** 64n - 1n,
      lastExtendedSlot: 0,
      lastExtendedSlotStartIndex: 0,
      addresses: [target],
    },
  });
  const message = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: blockhash,
    instructions: [instruction],
  }).compileToV0Message([table]);
  const transaction = new VersionedTransaction(message);
  transaction.sign([payer]);
  return Buffer.from(transaction.serialize());
}

test('reads a legacy transaction as web3.js wrote it', () => {
  const raw = legacy();
  const { signature, message } = parseTransaction(raw);
  expect(signature).toBe(bs58.encode(raw.subarray(1, 65)));
  expect(message).toMatchObject({
    version: 'legacy',
    recentBlockhash: blockhash,
    staticKeys: [payer.publicKey.toBase58(), target.toBase58(), SystemProgram.programId.toBase58()],
    instructions: [{ programIdIndex: 2, data: instruction.data }],
    lookups: [],
  });
});

test('reads a v0 transaction with its look-ups', () => {
  const { message } = parseTransaction(versioned());
  expect(message.version).toBe(0);
  expect(message.staticKeys).not.toContain(target.toBase58());
  expect(message.lookups).toMatchObject([{ writableIndexes: Buffer.from([0]), readonlyIndexes: Buffer.alloc(0) }]);
});

describe('refuses', () => {
  const changed = (offset: number, value: number): Buffer => {
    const raw = legacy();
    raw[offset] = value;
    return raw;
  };
  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['an early end', legacy().subarray(0, -1)],
    ['bytes behind the end', Buffer.concat([legacy(), Buffer.from([0])])],
    ['too many bytes', Buffer.alloc(MAX_TRANSACTION_BYTES + 1)],
    ['no signature', Buffer.concat([Buffer.from([0]), legacy().subarray(65)])],
    ['another number of signatures than the header asks for', changed(65, 2)],
    ['a payer that is read-only', changed(66, 1)],
    ['more read-only accounts than there are', changed(67, 3)],
    ['a length in more bytes than it needs', Buffer.concat([Buffer.from([0x81, 0]), legacy().subarray(1)])],
    ['a message version it does not know', changed(65, 0x81)],
    ['an instruction run by the payer', changed(legacy().length - 16, 0)],
    ['an account index beyond the accounts', changed(legacy().length - 13, 9)],
  ])('%s', (_, raw) => {
    expect(() => parseTransaction(raw)).toThrow(TransactionFormatError);
  });
});

test('whatever it accepts, the native runtime can read: it aborts the process on bytes it cannot', () => {
  const bank = new Bank();
  const seeds = [legacy(), versioned()];
  const change = fc.tuple(fc.nat(1231), fc.nat(255));
  let accepted = 0;
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.array(change, { maxLength: 4 }), (seed, changes) => {
      const raw = Buffer.from(seed);
      for (const [offset, value] of changes) raw[offset % raw.length] = value;
      try {
        parseTransaction(raw);
      } catch (error) {
        expect(error).toBeInstanceOf(TransactionFormatError);
        return;
      }
      accepted += 1;
      expect(bank.simulate(raw, false).logs).toBeInstanceOf(Array);
    }),
    { numRuns: 2_000 },
  );
  expect(accepted).toBeGreaterThan(500);
});
