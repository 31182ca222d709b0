import { describe, expect, it } from 'vitest';
import type { OrganizationId } from '#core/domain/ids.ts';
import { mintKey, readKey } from './key-format.ts';

const organizationId = '0193a1b2-0000-7000-8000-00000000abcd' as OrganizationId;

describe('A-07 an API key', () => {
  it('looks like one of ours, whatever its organisation', () => {
    for (const id of [organizationId, '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']) {
      const { key, hash } = mintKey(id as OrganizationId);
      expect(key).toMatch(/^slk_[0-9A-Za-z]{70}$/);
      expect(readKey(key)).toEqual({ organizationId: id, hash });
    }
  });

  it('is never the same twice, and its hint tells none of the secret part but four letters', () => {
    const [a, b] = [mintKey(organizationId), mintKey(organizationId)];
    expect(a.hash.equals(b.hash)).toBe(false);
    expect(a.hint).toBe(`${a.key.slice(0, 8)}…${a.key.slice(-4)}`);
  });

  it('is refused when a letter is wrong, missing or too many, without a look-up', () => {
    const { key } = mintKey(organizationId);
    const typo = key.slice(0, 20) + (key[20] === 'a' ? 'b' : 'a') + key.slice(21);
    for (const wrong of [
      typo,
      key.slice(0, -1),
      `${key}0`,
      key.replace('slk_', 'slx_'),
      `slk_${'z'.repeat(70)}`,
      'slk_',
      '',
    ])
      expect(readKey(wrong)).toBeNull();
  });
});
