import { describe, expect, it } from 'vitest';
import { endpointName, redact } from './endpoint-name.ts';

const KEY = '0123456789abcdef';

describe("S-04 an endpoint's name", () => {
  it.each([
    [`https://rpc.example.com/v2/${KEY}`],
    [`https://rpc.example.com/?api-key=${KEY}`],
    [`https://user:${KEY}@rpc.example.com`],
  ])('shows the host and hides the key of %s', (url) => {
    expect(endpointName(url, 1)).toBe('https://rpc.example.com/… (2)');
  });

  it('shows a plain address whole', () => {
    expect(endpointName('http://127.0.0.1:8899', 0)).toBe('http://127.0.0.1:8899 (1)');
  });

  it('takes keys out of what a provider answers', () => {
    for (const url of [`https://rpc.example.com/v2/${KEY}`, `https://rpc.example.com/?api-key=${KEY}`]) {
      expect(redact(`401: the key ${KEY} of ${url} is not valid`, url)).not.toContain(KEY);
    }
  });
});
