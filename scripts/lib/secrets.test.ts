import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ensureSecrets, INFRA_SECRETS, PRODUCT_SECRETS, readSecrets } from './secrets.mjs';

describe('ensureSecrets', () => {
  let file: string;
  beforeEach(() => {
    file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-secrets-')), 'secrets.env');
  });

  it('S-04 writes a file that its owner alone can read', () => {
    ensureSecrets(file, PRODUCT_SECRETS);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    ensureSecrets(file, INFRA_SECRETS);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });

  it('S-04 makes each secret once: the second start reads what the first one made', () => {
    const first = ensureSecrets(file, INFRA_SECRETS);
    const second = ensureSecrets(file, [...INFRA_SECRETS, ...PRODUCT_SECRETS]);
    expect(second).toMatchObject(first);
    expect(readSecrets(file)).toEqual(second);
  });

  it('W-02 a master key is 32 random bytes with an id, and no two files share one', () => {
    const { MASTER_KEYS = '' } = ensureSecrets(file, PRODUCT_SECRETS);
    const [id, key = ''] = MASTER_KEYS.split(':');
    expect(id).toBe('k1');
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    expect(ensureSecrets(`${file}.other`, PRODUCT_SECRETS)['MASTER_KEYS']).not.toBe(MASTER_KEYS);
  });

  it('a database password needs no escaping in an address', () => {
    const { POSTGRES_APP_PASSWORD = '' } = ensureSecrets(file, INFRA_SECRETS);
    expect(encodeURIComponent(POSTGRES_APP_PASSWORD)).toBe(POSTGRES_APP_PASSWORD);
  });
});
