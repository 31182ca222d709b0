import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactAddress } from './redact.mjs';

describe('redactAddress', () => {
  it.each([
    ['https://api.devnet.solana.com', 'https://api.devnet.solana.com'],
    ['http://127.0.0.1:8899/', 'http://127.0.0.1:8899'],
    ['https://rpc.example.com/?api-key=3f9c0a8e-1111-2222', 'https://rpc.example.com'],
    ['https://user:secret@rpc.example.com/v2', 'https://rpc.example.com/v2'],
    ['https://solana.example.com/v2/AbCdEfGhIjKlMnOpQrSt', 'https://solana.example.com/v2/…'],
    ['https://rpc.example.com/solana#secret', 'https://rpc.example.com/solana'],
    ['not an address', '(not an address)'],
  ])('S-04 %s is printed as %s', (address, printed) => {
    expect(redactAddress(address)).toBe(printed);
  });

  it('S-04 no key of 16 characters or more survives, wherever a provider puts it', () => {
    const key = fc.stringMatching(/^[A-Za-z0-9]{16,64}$/);
    const place = fc.constantFrom(
      (k: string) => `https://rpc.example.com/${k}/`,
      (k: string) => `https://rpc.example.com/v1?token=${k}`,
      (k: string) => `https://${k}@rpc.example.com`,
      (k: string) => `https://x:${k}@rpc.example.com/a#${k}`,
    );
    fc.assert(fc.property(key, place, (k, at) => !redactAddress(at(k)).includes(k)));
  });
});
