import { expect, it } from 'vitest';
import type { Address } from './ids.ts';
import { signInMessage } from './sign-in-message.ts';

it('A-11 a sign-in message reads as wallets know it', () => {
  const message = signInMessage({
    publicUrl: 'https://sluice.example:8443',
    address: '7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU' as Address,
    statement: 'Sign in to Sluice.',
    cluster: 'mainnet-beta',
    nonce: '0123456789abcdef',
    issuedAt: new Date('2026-11-21T12:00:00.000Z'),
    expiresAt: new Date('2026-11-21T12:05:00.000Z'),
  });
  expect(message).toBe(`sluice.example:8443 wants you to sign in with your Solana account:
7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU

Sign in to Sluice.

URI: https://sluice.example:8443
Version: 1
Chain ID: mainnet
Nonce: 0123456789abcdef
Issued At: 2026-11-21T12:00:00.000Z
Expiration Time: 2026-11-21T12:05:00.000Z`);
});
