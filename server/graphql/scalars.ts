/**
 * Scalars that refuse what they cannot hold. An amount never passes through a JavaScript number: a U64 is read from a decimal
 * string alone, so nothing is rounded on the way.
 */
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { isAddress } from '#core/domain/ids.ts';
import { assertU64, U64_MAX } from '#core/domain/money.ts';

/** A value a scalar cannot hold. The error formatter answers it with the path at which it stood. */
export class ScalarRefusal extends GraphQLError {
  constructor(code: 'BAD_USER_INPUT' | 'INVALID_ADDRESS', rule: string, node?: ValueNode) {
    super(rule, { nodes: node ?? null, extensions: { code, rule } });
  }
}

const U64_RULE = 'must be a whole number of base units from 0 to 18446744073709551615, as a decimal string';

function readU64(value: unknown, node?: ValueNode): bigint {
  if (typeof value !== 'string' || !/^(0|[1-9]\d{0,19})$/.test(value))
    throw new ScalarRefusal('BAD_USER_INPUT', U64_RULE, node);
  const amount = BigInt(value);
  if (amount > U64_MAX) throw new ScalarRefusal('BAD_USER_INPUT', U64_RULE, node);
  return amount;
}

export const U64 = new GraphQLScalarType<bigint, string>({
  name: 'U64',
  description:
    'Unsigned 64-bit integer as a decimal string: lamports, base units of a token, a slot or a sequence number. ' +
    'Signs, fractions, exponents, leading zeros and JSON numbers are refused with BAD_USER_INPUT.',
  serialize: (value) => assertU64(BigInt(value as bigint | string)).toString(),
  parseValue: (value) => readU64(value),
  parseLiteral: (node) => readU64(node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : undefined, node),
});

const I128_RULE = 'must be a whole number as a decimal string';
const I128_LIMIT = 1n << 127n;

function readI128(value: unknown, node?: ValueNode): bigint {
  if (typeof value !== 'string' || !/^(0|-?[1-9]\d{0,38})$/.test(value))
    throw new ScalarRefusal('BAD_USER_INPUT', I128_RULE, node);
  const amount = BigInt(value);
  if (amount < -I128_LIMIT || amount >= I128_LIMIT) throw new ScalarRefusal('BAD_USER_INPUT', I128_RULE, node);
  return amount;
}

export const I128 = new GraphQLScalarType<bigint, string>({
  name: 'I128',
  description: 'Signed integer of up to 128 bits as a decimal string: sums and differences of amounts.',
  serialize: (value) => BigInt(value as bigint | string).toString(),
  parseValue: (value) => readI128(value),
  parseLiteral: (node) => readI128(node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : undefined, node),
});

const ADDRESS_RULE = 'is not a Solana address (32 bytes in base58)';

function readAddress(value: unknown, node?: ValueNode): string {
  const text = typeof value === 'string' ? value.trim() : '';
  if (isAddress(text)) return text;
  throw new ScalarRefusal('INVALID_ADDRESS', ADDRESS_RULE, node);
}

export const AddressScalar = new GraphQLScalarType<string, string>({
  name: 'Address',
  description: 'A Solana address: 32 bytes in base58. Anything else is refused with INVALID_ADDRESS.',
  serialize: (value) => String(value),
  parseValue: (value) => readAddress(value),
  parseLiteral: (node) => readAddress(node.kind === Kind.STRING ? node.value : undefined, node),
});

/** An instant, ISO 8601 in UTC. */
export const DateTime = GraphQLDateTime;
