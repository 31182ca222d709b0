import { expect, it } from 'vitest';
import { landingLine } from './campaign-line.ts';

it('tells what was bought, for how much, at which price and where', () => {
  const line = landingLine(
    {
      at: '2026-01-02T10:04:05Z',
      signature: '4kTnSbHkCq7UuYq1mZ9aFq',
      slot: '412',
      inputAmount: '100000000',
      outputAmount: '1114300000',
    },
    { inputSymbol: 'SOL', outputSymbol: 'DRIP', inputDecimals: 9, outputDecimals: 6 },
  );
  expect(line).toMatch(
    /^\d\d:\d\d:05 {2}bought 1,114\.3 DRIP {2}for 0\.1 SOL {2}at 0\.0000897424 SOL {2}slot 412 {2}4kTn…9aFq$/,
  );
});
