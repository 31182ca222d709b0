/** Where an organisation lets money be withdrawn to, and from when on (W-07). */
import { type Cluster, isLocalCluster } from '../clusters.ts';

/** An address on the organisation's list. */
export interface ListedDestination {
  /** By Postgres' clock. */
  readonly addedAt: Date;
  /** Whether it is a wallet that the organisation is known to hold the key of: nobody can get at the money by it. */
  readonly isOwn: boolean;
}

const DAY_MS = 24 * 3_600_000;

/** How long a new address waits, in milliseconds: time to notice one that somebody else has put there. None for play money. */
const delayMs = (cluster: Cluster): number => (isLocalCluster(cluster) ? 0 : DAY_MS);

/** From when on money may go there. */
export const usableAt = ({ addedAt, isOwn }: ListedDestination, cluster: Cluster): Date =>
  isOwn ? addedAt : new Date(addedAt.getTime() + delayMs(cluster));

/** @param now by Postgres' clock */
export const isUsable = (destination: ListedDestination, cluster: Cluster, now: Date): boolean =>
  usableAt(destination, cluster) <= now;
