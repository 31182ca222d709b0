/** Where an organisation lets money be withdrawn to, and from when on (W-07). */
import { type Cluster, isLocalCluster } from '../clusters.ts';

/** An address on the organisation's list. */
export interface ListedDestination {
  /** By Postgres' clock. */
  readonly addedAt: Date;
}

const DAY_MS = 24 * 3_600_000;

/**
 * How long a new address waits, in milliseconds: time to notice one that somebody else has put there. None for play money. A wallet
 * of the organisation itself waits too: whoever can add addresses could call any address one.
 */
const delayMs = (cluster: Cluster): number => (isLocalCluster(cluster) ? 0 : DAY_MS);

/** From when on money may go there. */
export const usableAt = ({ addedAt }: ListedDestination, cluster: Cluster): Date =>
  new Date(addedAt.getTime() + delayMs(cluster));

/** @param now by Postgres' clock */
export const isUsable = (destination: ListedDestination, cluster: Cluster, now: Date): boolean =>
  usableAt(destination, cluster) <= now;
