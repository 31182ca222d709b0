import { parseValue } from 'graphql';
import { describe, expect, it } from 'vitest';
import { AddressScalar, I128, U64 } from './scalars.ts';

const ADDRESS = 'So11111111111111111111111111111111111111112';

describe('U64', () => {
  it.each(['0', '1', '18446744073709551615'])('reads %s exactly', (text) => {
    expect(U64.parseValue(text)).toBe(BigInt(text));
    expect(U64.parseLiteral(parseValue(text), {})).toBe(BigInt(text));
    expect(U64.parseLiteral(parseValue(`"${text}"`), {})).toBe(BigInt(text));
    expect(U64.serialize(BigInt(text))).toBe(text);
  });

  it.each([
    '-1',
    '18446744073709551616',
    '99999999999999999999999',
    '1.5',
    '1e9',
    '0x10',
    '01',
    '+1',
    ' 1',
    '1 ',
    '1_000',
    '',
    'one',
    1,
    1.5,
    -1,
    true,
    null,
    {},
    ['1'],
  ])('S-03 refuses %j', (value) => {
    expect(() => U64.parseValue(value)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
    );
  });

  it.each(['-1', '1.5', '1e3', 'true', '{}', '[]', '"-1"'])('S-03 refuses %s in a document', (literal) => {
    expect(() => U64.parseLiteral(parseValue(literal), {})).toThrow(/whole number of base units/);
  });

  it('never sends what is no u64', () => {
    expect(() => U64.serialize(-1n)).toThrow(RangeError);
    expect(() => U64.serialize(1n << 64n)).toThrow(RangeError);
  });
});

describe('I128', () => {
  it.each(['0', '-1', '170141183460469231731687303715884105727', '-170141183460469231731687303715884105728'])(
    'reads %s exactly',
    (text) => {
      expect(I128.parseValue(text)).toBe(BigInt(text));
      expect(I128.serialize(BigInt(text))).toBe(text);
    },
  );

  it.each(['-0', '170141183460469231731687303715884105728', '1.0', -1])('refuses %j', (value) => {
    expect(() => I128.parseValue(value)).toThrow(/whole number/);
  });
});

describe('Address', () => {
  it('reads an address, without the space around it', () => {
    expect(AddressScalar.parseValue(` ${ADDRESS}\n`)).toBe(ADDRESS);
    expect(AddressScalar.parseLiteral(parseValue(`"${ADDRESS}"`), {})).toBe(ADDRESS);
  });

  it.each(['', '0OIl', ADDRESS.slice(1), `${ADDRESS}1`, '1'.repeat(31), 7, null])('R-04 refuses %j', (value) => {
    expect(() => AddressScalar.parseValue(value)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'INVALID_ADDRESS' }) }),
    );
  });
});
