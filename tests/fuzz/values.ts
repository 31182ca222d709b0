/** Values for the types of the schema's inputs: mostly of the right shape, now and then of none. */
import { randomUUID } from 'node:crypto';
import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import type { Random } from '../chaos/random.ts';
import { NASTY, NASTY_TEXTS } from './nasty.ts';

export interface ValuesOptions {
  readonly random: Random;
  /** Ids, addresses, cursors and the like, by kind of object: the person's own and other people's. */
  readonly known: readonly string[];
}

/** How often a value is not what its type asks for. */
const WRONG = 0.08;

export type Values = (type: GraphQLInputType, name: string) => unknown;

export function createValues({ random, known }: ValuesOptions): Values {
  const nasty = () => random.pick(NASTY as [unknown, ...unknown[]]);
  const texts = NASTY_TEXTS as [string, ...string[]];
  const text = (name: string): string => {
    if (name === 'idempotencyKey' || name === 'nonce') return randomUUID();
    if (name === 'email') return `${random.whole(1, 1e9)}@example.test`;
    if (/id$|after|mint|address/i.test(name) && known.length > 0 && random.next() < 0.8)
      return random.pick(known as [string, ...string[]]);
    return random.next() < 0.5 ? random.pick(texts) : `word ${random.whole(1, 99)}`;
  };
  const scalar = (type: string, name: string): unknown => {
    if (type === 'Int') return random.whole(-1, 120);
    if (type === 'Float') return random.next() * 1e6;
    if (type === 'Boolean') return random.next() < 0.5;
    if (type === 'U64' || type === 'I128') return String(random.whole(0, 2_000_000_000));
    if (type === 'DateTime') return new Date(random.whole(0, 4e12)).toISOString();
    return text(name);
  };
  const value: Values = (type, name) => {
    if (random.next() < WRONG) return nasty();
    if (isNonNullType(type)) return value(type.ofType, name);
    if (random.next() < 0.05) return null;
    if (isListType(type)) return Array.from({ length: random.whole(0, 3) }, () => value(type.ofType, name));
    if (isEnumType(type)) return random.pick(type.getValues().map((one) => one.name) as [string, ...string[]]);
    if (!isInputObjectType(type)) return scalar(type.name, name);
    const given = Object.values(type.getFields()).filter(
      (field) => random.next() < (isRequiredInputField(field) ? 0.98 : 0.5),
    );
    return Object.fromEntries(given.map((field) => [field.name, value(field.type, field.name)]));
  };
  return value;
}

/** A value as it is written in a document; what is no enum's name stands as text. */
export function literalOf(value: unknown, type: GraphQLInputType): string {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (Array.isArray(value)) {
    const item = isListType(inner) ? inner.ofType : inner;
    return `[${value.map((one) => literalOf(one, item)).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(inner) ? inner.getFields() : {};
    const written = Object.entries(value).map(
      ([name, one]) => `${name}: ${literalOf(one, fields[name]?.type ?? inner)}`,
    );
    return `{${written.join(', ')}}`;
  }
  if (isEnumType(inner) && typeof value === 'string' && /^[A-Z_]+$/.test(value)) return value;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
