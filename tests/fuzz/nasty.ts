/** Inputs that have broken programs before: none may do more here than be refused. */

export const NASTY_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'a\udfffb',
  '\u202Eevil\u200B',
  '😀'.repeat(100),
  'x'.repeat(20_000),
  "'; DROP TABLE users; --",
  '" OR ""="',
  '<script>alert(1)</script>',
  '$'.concat('{7*7}{{7*7}}<%= 7*7 %>'),
  '../../../../etc/passwd',
  '%00%ff%c0%af',
  '__proto__',
  'constructor',
  'null',
  'NaN',
  '-0',
  '1e309',
  '18446744073709551616',
  '-1',
  '0x10',
  '٣٤٥',
  '2026-13-45T99:99:99Z',
  '+275760-09-13T00:00:00.001Z',
  'not base58 0OIl',
  'So11111111111111111111111111111111111111112',
  '11111111111111111111111111111111',
  '00000000-0000-0000-0000-000000000000',
  '00000000-0000-4000-8000-00000000000Z',
  'eyJhbGciOiJub25lIn0.e30.',
  'MDoxOjI=',
  'bm90IGEgY3Vyc29y',
];

export const NASTY_NUMBERS: readonly number[] = [
  ...[0, -1, 1, -0, 0.5, 1e-9, 101, 1_001, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e21, 1e308],
];

export const NASTY_SHAPES: readonly unknown[] = [
  null,
  true,
  {},
  [],
  [[[[[[[[]]]]]]]],
  { __proto__: null, constructor: { prototype: {} } },
  JSON.parse('{"__proto__": {"admin": true}}'),
  [null],
  { id: { $ne: null } },
];

export const NASTY: readonly unknown[] = [...NASTY_TEXTS, ...NASTY_NUMBERS, ...NASTY_SHAPES];
