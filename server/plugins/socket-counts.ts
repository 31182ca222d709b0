/** How many sockets one person and one network address hold open to this process (S-01). */
import { networkOf } from '../client-address.ts';

/** A console takes one for each tab; programs need one. */
const MOST_PER_USER = 30;
/** Many people may share an address. */
const MOST_PER_ADDRESS = 200;

export interface SocketCounts {
  /** Whether the address has as many as it may. */
  isCrowded(address: string): boolean;
  /** Counts one more. Returns the way out. */
  ofAddress(address: string): () => void;
  /** Null when the person has as many as they may. */
  ofUser(userId: string): (() => void) | null;
}

/** `factor` multiplies the limits. */
export function createSocketCounts(factor: number): SocketCounts {
  const [users, addresses] = [new Map<string, number>(), new Map<string, number>()];
  return {
    isCrowded: (address) => (addresses.get(networkOf(address)) ?? 0) >= MOST_PER_ADDRESS * factor,
    ofAddress: (address) => enter(addresses, networkOf(address)),
    ofUser: (userId) => ((users.get(userId) ?? 0) >= MOST_PER_USER * factor ? null : enter(users, userId)),
  };
}

function enter(counts: Map<string, number>, key: string): () => void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
  return () => {
    const left = (counts.get(key) ?? 1) - 1;
    if (left === 0) counts.delete(key);
    else counts.set(key, left);
  };
}
