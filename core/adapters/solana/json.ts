/**
 * Answers taken apart by hand: a general validator costs more than all the rest of a call. Whatever is not as it must be
 * throws, and is then no answer.
 */

/** A number that `JSON.parse` could not hold exactly. */
export class InexactNumber extends Error {
  override readonly name = 'InexactNumber';
  constructor() {
    super('a number beyond 2^53');
  }
}

export type JsonRecord = Readonly<Record<string, unknown>>;

/** @throws TypeError */
export function asRecord(value: unknown): JsonRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('an object is missing');
  return value as JsonRecord;
}

/** @throws TypeError */
export function asList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('a list is missing');
  return value;
}

/** @throws TypeError */
export function asText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('a text is missing');
  return value;
}

/**
 * A whole number from 0 up, of a size fit for a `number`, such as an index.
 * @throws TypeError
 */
export function asIndex(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new TypeError('a number is missing');
  return value;
}

/**
 * A whole number from 0 up, exactly; as text where `parseExactly` or the endpoint wrote it so.
 * @throws InexactNumber when it has to be parsed exactly first, TypeError when it is none
 */
export function asBigInt(value: unknown): bigint {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw new TypeError('a number is missing');
  if (!Number.isSafeInteger(value)) throw new InexactNumber();
  return BigInt(value);
}

const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LARGE = /^-?\d{16,}$/;

/** `JSON.parse` with whole numbers of sixteen digits and more as texts of their digits. @throws SyntaxError */
export const parseExactly = (text: string): unknown =>
  JSON.parse(text.replace(TEXT_OR_NUMBER, (token) => (LARGE.test(token) ? `"${token}"` : token)));
