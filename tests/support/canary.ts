/**
 * Looks for secrets where none may be. A private key is looked for in every form that people and programs write one in, whole and by
 * halves: what holds one half of a seed holds all of it but 128 bits, and a line that was cut off is a leak too.
 */
import bs58 from 'bs58';

export interface Needle {
  /** What it is part of; never the secret itself. */
  readonly of: string;
  readonly form: string;
  readonly bytes: Buffer;
}

export interface Leak {
  readonly where: string;
  readonly of: string;
  readonly form: string;
}

const SEED_BYTES = 32;
const HALF_BYTES = 16;

const needle = (of: string, form: string, bytes: Buffer | string): Needle => ({ of, form, bytes: Buffer.from(bytes) });

/** The characters of base64 that depend on no byte beside `part`, wherever in a longer value it begins. */
function base64Within(part: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), part]).toString('base64url');
    const whole = Math.floor(((before + part.length) * 8) / 6);
    return text.slice(Math.ceil((before * 8) / 6), whole);
  });
}

/** How the bytes are written in text, without white space. */
function written(of: string, name: string, part: Buffer): Needle[] {
  const hex = part.toString('hex');
  const base64 = base64Within(part);
  return [
    needle(of, `${name}, bytes`, part),
    needle(of, `${name}, hex`, hex),
    needle(of, `${name}, hex`, hex.toUpperCase()),
    needle(of, `${name}, byte list`, [...part].join(',')),
    ...base64.map((text) => needle(of, `${name}, base64url`, text)),
    ...base64.map((text) => needle(of, `${name}, base64`, text.replaceAll('-', '+').replaceAll('_', '/'))),
    needle(of, `${name}, base58`, bs58.encode(part)),
  ];
}

/**
 * What betrays a Solana secret key: seed, then public key. The public half of it is no secret. Only base58 changes with the length of
 * what is written; in every other form the whole key and the whole seed hold the halves.
 */
export function keyNeedles(of: string, secretKey: Uint8Array): Needle[] {
  const seed = Buffer.from(secretKey.subarray(0, SEED_BYTES));
  return [
    needle(of, 'key, base58', bs58.encode(secretKey)),
    needle(of, 'seed, base58', bs58.encode(seed)),
    ...written(of, 'first half of the seed', seed.subarray(0, HALF_BYTES)),
    ...written(of, 'second half of the seed', seed.subarray(HALF_BYTES)),
  ];
}

/** What betrays a text: itself, and its bytes in hex, base64 and as a list. */
export const textNeedles = (of: string, text: string): Needle[] => [
  needle(of, 'text', text),
  needle(of, 'text, in an address', encodeURIComponent(text)),
  ...written(of, 'text', Buffer.from(text)).filter(({ form }) => form !== 'text, base58'),
];

const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Byte lists are printed with spaces and over several lines. */
function withoutSpace(hay: Buffer): Buffer {
  const dense = Buffer.allocUnsafe(hay.length);
  let length = 0;
  for (const byte of hay) {
    if (isSpace(byte)) continue;
    dense[length] = byte;
    length += 1;
  }
  return dense.subarray(0, length);
}

/** Every needle that is in the hay, each form of each secret once. */
export function search(where: string, hay: Buffer | string, needles: readonly Needle[]): Leak[] {
  const raw = Buffer.from(hay);
  const dense = withoutSpace(raw);
  const found = needles.filter(({ bytes }) => raw.includes(bytes) || dense.includes(bytes));
  const leaks = found.map(({ of, form }) => ({ where, of, form }));
  return [...new Map(leaks.map((leak) => [JSON.stringify(leak), leak])).values()];
}
