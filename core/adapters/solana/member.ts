/** An endpoint's standing in the pool: whether its word counts, and how it compares with the others. */
import type { GenesisHash } from '#core/domain/ids.ts';
import { max } from '#core/domain/money.ts';
import type { ChainEndpoint, Heights } from '#core/ports/chain.ts';
import { createEndpoint } from './endpoint.ts';
import { endpointName } from './endpoint-name.ts';

/** `out` until its genesis hash and heights have been found right, and again whenever they are not. */
export type Standing =
  | { readonly kind: 'ready' }
  | { readonly kind: 'out'; readonly reason: 'NOT_ASKED' | 'UNREACHABLE' | 'ANOTHER_CHAIN' | 'HEIGHT_WENT_BACK' };

export interface Member {
  readonly endpoint: ChainEndpoint;
  standing: Standing;
  /** Its own answer, once it gave one. */
  genesisHash: GenesisHash | null;
  /** Highest finalized height it has shown, or the one stored by an earlier process. */
  finalizedHeight: bigint;
  /** Highest slot and height it has shown while its word counted; zero again once it has proved wrong. */
  highest: Heights;
  failuresInARow: number;
}

export interface MemberOptions {
  readonly url: string;
  readonly position: number;
  readonly timeoutMs: number;
  readonly finalizedHeightFloor: bigint;
}

const NOWHERE: Heights = { slot: 0n, blockHeight: 0n };

/** Nodes behind a load balancer are not equally far: one that is so many blocks behind another has not gone back. */
const UNEVEN_BLOCKS = 8n;

export function createMember(options: MemberOptions): Member {
  const member: Member = {
    endpoint: createEndpoint({
      url: options.url,
      name: endpointName(options.url, options.position),
      timeoutMs: options.timeoutMs,
      onHeights: (heights) => {
        if (isReady(member)) member.highest = higher(member.highest, heights);
      },
      onCall: (answered) => {
        member.failuresInARow = answered ? 0 : member.failuresInARow + 1;
      },
    }),
    standing: { kind: 'out', reason: 'NOT_ASKED' },
    genesisHash: null,
    finalizedHeight: options.finalizedHeightFloor,
    highest: NOWHERE,
    failuresInARow: 0,
  };
  return member;
}

export const isReady = (member: Member): boolean => member.standing.kind === 'ready';

export const higher = (known: Heights, shown: Partial<Heights>): Heights => ({
  slot: max(known.slot, shown.slot ?? 0n),
  blockHeight: max(known.blockHeight, shown.blockHeight ?? 0n),
});

/** Asks an endpoint who it is, and if it is of our chain where, and sets its standing by the answer. */
export async function examine(member: Member, genesisHash: GenesisHash | null, signal: AbortSignal): Promise<void> {
  try {
    member.genesisHash = await member.endpoint.genesisHash(signal);
    if (genesisHash !== null && member.genesisHash !== genesisHash) return expel(member, 'ANOTHER_CHAIN');
    const newest = await member.endpoint.heights('processed', signal);
    const finalized = await member.endpoint.heights('finalized', signal);
    if (finalized.blockHeight + UNEVEN_BLOCKS < member.finalizedHeight) return expel(member, 'HEIGHT_WENT_BACK');
    member.standing = { kind: 'ready' };
    member.highest = higher(higher(member.highest, newest), finalized);
    member.finalizedHeight = max(member.finalizedHeight, finalized.blockHeight);
  } catch {
    if (!signal.aborted) member.standing = { kind: 'out', reason: 'UNREACHABLE' };
  }
}

/** What it has shown so far is forgotten: of a wrong chain, or not true. */
function expel(member: Member, reason: 'ANOTHER_CHAIN' | 'HEIGHT_WENT_BACK'): void {
  member.standing = { kind: 'out', reason };
  member.highest = NOWHERE;
}

/** Best first: fewest failures, then the newest slot, then the order of the configuration (`sort` is stable). */
export function byHealth(a: Member, b: Member): number {
  if (a.failuresInARow !== b.failuresInARow) return a.failuresInARow - b.failuresInARow;
  return a.highest.slot === b.highest.slot ? 0 : a.highest.slot > b.highest.slot ? -1 : 1;
}
