import { describe, expect, it } from 'vitest';
import { GENESIS } from '#core/domain/clusters.ts';
import type { GenesisHash } from '#core/domain/ids.ts';
import { refuseMainnet } from './clusters.ts';
import { ConfigError } from './config.ts';

describe('R-05 where a process may start', () => {
  it.each([GENESIS.local, GENESIS.devnet, GENESIS.testnet])('lets %s through', (hash) => {
    expect(() => refuseMainnet(hash as GenesisHash)).not.toThrow();
  });

  it.each([GENESIS['mainnet-beta'], 'a chain nobody knows', ''])('refuses %j with a sentence', (hash) => {
    expect(() => refuseMainnet(hash as GenesisHash)).toThrow(ConfigError);
    expect(() => refuseMainnet(hash as GenesisHash)).toThrow(/counts as mainnet-beta, which this release refuses/);
  });
});
