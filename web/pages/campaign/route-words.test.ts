import { expect, it } from 'vitest';
import { routeHelp, routeName } from './route-words.ts';

it.each([
  ['RPC', '0', 'Public RPC', null],
  ['JITO_ONLY', '1000', 'Jito only, tip up to 0.000001 SOL', 'nobody can trade ahead'],
  ['JITO_THEN_RPC', '10000000', 'Jito first, then RPC, tip up to 0.01 SOL', 'publicly as well'],
] as const)('R-03 %s with at most %s lamports is told in plain words', (route, maxTipLamports, name, help) => {
  expect(routeName({ route, maxTipLamports })).toBe(name);
  expect(routeHelp({ route, maxTipLamports }) ?? '').toContain(help ?? '');
});
