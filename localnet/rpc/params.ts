import { isAddress, isSignature } from '../chain/base58.ts';
import type { Commitment } from '../chain/commitment.ts';
import { invalidParams } from './rpc-error.ts';

const COMMITMENTS: readonly unknown[] = ['processed', 'confirmed', 'finalized'];
const MAX_U64 = 2 ** 64;

/** The named options of a call, checked one by one as they are read. */
export class Options {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #path: string;

  constructor(value: unknown, path = 'config') {
    if (value !== undefined && value !== null && (typeof value !== 'object' || Array.isArray(value))) {
      throw invalidParams(`${path} must be an object`);
    }
    this.#values = (value ?? {}) as Record<string, unknown>;
    this.#path = path;
  }

  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }

  raw(key: string): unknown {
    return this.#values[key] ?? undefined;
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.raw(key) ?? fallback;
    if (typeof value !== 'boolean') throw invalidParams(`${this.#path}.${key} must be a boolean`);
    return value;
  }

  /** A whole number not below zero, if given. */
  integer(key: string): number | undefined {
    const value = this.raw(key);
    return value === undefined ? undefined : toInteger(value, `${this.#path}.${key}`);
  }

  string(key: string): string | undefined {
    const value = this.raw(key);
    return value === undefined ? undefined : toText(value, `${this.#path}.${key}`);
  }

  oneOf<T extends string>(key: string, allowed: readonly T[], fallback: T): T {
    const value = this.raw(key) ?? fallback;
    if (!allowed.includes(value as T)) {
      throw invalidParams(`${this.#path}.${key} must be one of ${allowed.join(', ')}`);
    }
    return value as T;
  }

  commitment(fallback: Commitment = 'finalized', key = 'commitment'): Commitment {
    const value = this.raw(key) ?? fallback;
    if (!COMMITMENTS.includes(value)) {
      throw invalidParams(`unknown commitment, expected one of ${COMMITMENTS.join(', ')}`);
    }
    return value as Commitment;
  }

  nested(key: string): Options | undefined {
    return this.has(key) ? new Options(this.raw(key), `${this.#path}.${key}`) : undefined;
  }
}

/** The positional parameters of a call. */
export class Params {
  readonly #values: readonly unknown[];

  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  raw(index: number): unknown {
    return this.#values[index] ?? undefined;
  }

  options(index: number): Options {
    return new Options(this.raw(index));
  }

  text(index: number, name: string): string {
    return toText(this.raw(index), name);
  }

  address(index: number, name = 'pubkey'): string {
    return toAddress(this.raw(index), name);
  }

  addresses(index: number, name: string, limit: number): string[] {
    return toList(this.raw(index), name, limit).map((value) => toAddress(value, name));
  }

  signature(index: number, name = 'signature'): string {
    return toSignature(this.raw(index), name);
  }

  signatures(index: number, name: string, limit: number): string[] {
    return toList(this.raw(index), name, limit).map((value) => toSignature(value, name));
  }

  integer(index: number, name: string): number {
    return toInteger(this.raw(index), name);
  }
}

export function toText(value: unknown, name: string): string {
  if (typeof value !== 'string') throw invalidParams(`${name} must be a string`);
  return value;
}

export function toAddress(value: unknown, name: string): string {
  const text = toText(value, name);
  if (!isAddress(text)) throw invalidParams(`${name} is not a base58 address of 32 bytes`);
  return text;
}

export function toSignature(value: unknown, name: string): string {
  const text = toText(value, name);
  if (!isSignature(text)) throw invalidParams(`${name} is not a base58 signature of 64 bytes`);
  return text;
}

export function toInteger(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > MAX_U64) {
    throw invalidParams(`${name} must be a whole number not below zero`);
  }
  return value;
}

export function toList(value: unknown, name: string, limit: number): readonly unknown[] {
  if (!Array.isArray(value)) throw invalidParams(`${name} must be an array`);
  if (value.length > limit) throw invalidParams(`Too many inputs provided; max ${limit}`);
  return value;
}
