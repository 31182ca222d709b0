import type { SystemDescription } from '#core/usecases/chain/describe-system.ts';
import { type Cluster, ClusterEnum, type SystemInfo } from './system.types.ts';

/** mainnet-beta has no name here: the start refuses it. */
const isCluster = (name: string): name is Cluster => name in ClusterEnum;

export function toSystemInfo({ cluster, ...rest }: SystemDescription): SystemInfo {
  const name = cluster.toUpperCase();
  if (!isCluster(name)) throw new Error(`no such cluster: ${cluster}`);
  return { ...rest, cluster: name };
}
