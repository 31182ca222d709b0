import { describe, expect, it } from 'vitest';
import { GENESIS_HASH } from '../../localnet/genesis.ts';
import { clusterOf, GENESIS, isLocalCluster, isRehearsalCluster } from './clusters.ts';

describe('the list of chains', () => {
  it('knows the local chain by the hash it answers with', () => {
    expect(GENESIS.local).toBe(GENESIS_HASH);
    expect(isLocalCluster(clusterOf(GENESIS_HASH))).toBe(true);
  });

  it.each(Object.entries(GENESIS))('R-05 names %s by its hash', (cluster, hash) => {
    expect(clusterOf(hash)).toBe(cluster);
  });

  it.each([null, '', 'unknown', 'C1d5nKQdkx59wLpXNj8uR8dRLxvPVLgYm9mEuyBJovrB'])(
    'G-05 counts %j as mainnet-beta, where nothing rehearses',
    (hash) => {
      expect(clusterOf(hash)).toBe('mainnet-beta');
      expect(isRehearsalCluster(clusterOf(hash))).toBe(false);
    },
  );
});
