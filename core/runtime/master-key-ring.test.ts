import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { masterKeyRing } from './master-key-ring.ts';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

describe('W-02 the master key ring in the environment', () => {
  it('is read in its order', () => {
    const [first, second] = [key('k2'), key('k1')];
    const ring = masterKeyRing.parse(`${first}, ${second}`);
    expect(ring.map((entry) => `${entry.id}:${Buffer.from(entry.key).toString('base64')}`)).toEqual([first, second]);
  });

  it.each([
    ['nothing', ''],
    ['a key of 31 bytes', `k1:${randomBytes(31).toString('base64')}`],
    ['a key of 33 bytes', `k1:${randomBytes(33).toString('base64')}`],
    ['no id', randomBytes(32).toString('base64')],
    ['one id twice', `${key('k1')},${key('k1')}`],
    ['a trailing comma', `${key('k1')},`],
  ])('refuses %s without quoting it', (_what, text) => {
    const result = masterKeyRing.safeParse(text);
    expect(result.success).toBe(false);
    if (text.length > 3) expect(JSON.stringify(result.error)).not.toContain(text.slice(3, 20));
  });
});
