import { inspect } from 'node:util';
import { Keypair } from '@solana/web3.js';
import bs58 from 'bs58';
import { describe, expect, it } from 'vitest';
import { keyNeedles, search, textNeedles } from '../support/canary.ts';

const key = Keypair.generate().secretKey;
const seed = key.subarray(0, 32);
const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

/** Ways that people and programs write bytes. */
const FORMS: Readonly<Record<string, (bytes: Uint8Array) => Buffer | string>> = {
  bytes: buffer,
  hex: (bytes) => buffer(bytes).toString('hex'),
  'upper-case hex': (bytes) => buffer(bytes).toString('hex').toUpperCase(),
  'spaced hex': (bytes) => (buffer(bytes).toString('hex').match(/../g) ?? []).join(' '),
  'a Buffer as it is inspected': (bytes) => inspect(buffer(bytes), { maxArrayLength: null }).replace(/\.\.\. /, ''),
  base58: (bytes) => bs58.encode(bytes),
  base64: (bytes) => buffer(bytes).toString('base64'),
  base64url: (bytes) => buffer(bytes).toString('base64url'),
  'base64 of something longer': (bytes) =>
    Buffer.concat([Buffer.from('x'), bytes, Buffer.from('yz')]).toString('base64'),
  'base64 of something longer still': (bytes) => Buffer.concat([Buffer.from('xy'), bytes]).toString('base64url'),
  'a byte list': (bytes) => JSON.stringify([...bytes]),
  'a byte list over lines': (bytes) => JSON.stringify([...bytes], null, 2),
  'a Uint8Array as it is inspected': (bytes) => inspect(bytes, { maxArrayLength: null }),
  'a Buffer as JSON': (bytes) => JSON.stringify(buffer(bytes)),
};

const PARTS: Readonly<Record<string, Uint8Array>> = {
  'the whole key': key,
  'the seed': seed,
  'the first half of the seed': seed.subarray(0, 16),
  'the second half of the seed': seed.subarray(16),
};

const CASES = Object.entries(PARTS).flatMap(([part, bytes]) =>
  Object.entries(FORMS)
    // Node shows no more than the first fifty bytes of a Buffer.
    .filter(([form]) => !(form === 'a Buffer as it is inspected' && bytes.length > 50))
    .map(([form, write]) => [part, form, write(bytes)] as const),
);

const lineOf = (secret: Buffer | string): Buffer =>
  Buffer.concat([Buffer.from('{"level":30,"msg":"'), Buffer.from(secret), Buffer.from('"}\n')]);

describe('W-03 the search for private keys', () => {
  const needles = keyNeedles('canary', key);

  it.each(CASES)('finds %s as %s', (_part, _form, secret) => {
    expect(search('a log', lineOf(secret), needles)).not.toEqual([]);
  });

  it('finds nothing in another key, in every form, and nothing in the public half of this one', () => {
    const other = Keypair.generate().secretKey;
    const hay = [...Object.values(FORMS).map((write) => lineOf(write(other))), lineOf(bs58.encode(key.subarray(32)))];
    expect(search('a log', Buffer.concat(hay), needles)).toEqual([]);
  });

  it('tells where, of what and in which form, and not the secret', () => {
    const leaks = search('a log', lineOf(buffer(seed).toString('hex')), needles);
    expect(leaks).toEqual([
      { where: 'a log', of: 'canary', form: 'first half of the seed, hex' },
      { where: 'a log', of: 'canary', form: 'second half of the seed, hex' },
    ]);
  });
});

it.each([
  ['as it is', (secret: string) => secret],
  ['in an address', (secret: string) => `?token=${encodeURIComponent(secret)}`],
  ['in base64', (secret: string) => Buffer.from(`user:${secret}`).toString('base64')],
  ['in hex', (secret: string) => Buffer.from(secret).toString('hex')],
] as const)('S-04 the search for other secrets finds one %s', (_form, write) => {
  const secret = 'pass/word+that nobody guesses=';
  expect(search('a log', lineOf(write(secret)), textNeedles('password', secret))).not.toEqual([]);
  expect(search('a log', lineOf(write('another password')), textNeedles('password', secret))).toEqual([]);
});
