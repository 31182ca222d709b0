import { describe, expect, it } from 'vitest';
import { rpcEndpoints } from './rpc-endpoints.ts';

const refusal = (text: string): string => {
  const { error } = rpcEndpoints.safeParse(text);
  return error?.issues.map(({ message }) => message).join('; ') ?? '';
};

describe('R-01 SOLANA_RPC_URLS', () => {
  it('names endpoints with the options after each', () => {
    const text =
      'https://a.example/key  rps=50 burst=100 timeout=2500 ws=wss://a.example/ws?k=1, http://127.0.0.1:8899';
    expect(rpcEndpoints.parse(text)).toEqual([
      {
        ...{ url: 'https://a.example/key', webSocketUrl: 'wss://a.example/ws?k=1' },
        ...{ requestsPerSecond: 50, burst: 100, timeoutMs: 2_500 },
      },
      { url: 'http://127.0.0.1:8899' },
    ]);
  });

  it.each([
    ['https://secret.example rps=many', 'has an option rps that is no number'],
    ['https://secret.example rps=0', 'has an option rps below 0.1'],
    ['https://secret.example timeout=1', 'has an option timeout below 100'],
    ['https://secret.example ws=http://secret.example', 'must be an address such as wss://'],
    ['https://secret.example limit=5', 'may have the options rps, burst, timeout and ws after an address'],
    ['https://secret.example rps', 'has an option rps'],
    ['https://secret.example burst=5', 'has an option burst without rps'],
    ['ftp://secret.example', 'must be an address such as http://'],
    ['https://secret.example,', 'must be an address such as http://'],
  ])('refuses %s in a sentence that quotes no address', (text, why) => {
    expect(refusal(text)).toContain(why);
    expect(refusal(text)).not.toContain('secret');
  });

  it.each([
    ['http://localhost:8899', 'http://127.0.0.1:8899'],
    ['http://[::1]:8899', 'http://127.0.0.1:8899'],
    ['http://localhost:8899', 'https://LOCALHOST:8899/other'],
    ['https://a.example/one-key', 'https://a.example./another-key'],
    ['http://a.example', 'http://a.example:80/'],
  ])('E-04 takes %s and %s for one endpoint, which would agree with itself', (one, other) => {
    expect(refusal(`${one},${other} rps=5`)).toBe('must not name an endpoint twice');
  });

  it('takes two ports of one host for two endpoints', () => {
    expect(rpcEndpoints.parse('http://127.0.0.1:1,http://127.0.0.1:2')).toHaveLength(2);
  });
});
