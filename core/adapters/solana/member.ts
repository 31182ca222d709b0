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
  slot: bigint;
  failuresInARow: number;
}

export interface MemberOptions {
  readonly url: string;
  readonly position: number;
  readonly timeoutMs: number;
  readonly finalizedHeightFloor: bigint;
  readonly onHeights: (heights: Partial<Heights>) => void;
}

export function createMember(options: MemberOptions): Member {
  const member: Member = {
    endpoint: createEndpoint({
      url: options.url,
      name: endpointName(options.url, options.position),
      timeoutMs: options.timeoutMs,
      onHeights: (heights) => {
        member.slot = max(member.slot, heights.slot ?? 0n);
        options.onHeights(heights);
      },
      onCall: (answered) => {
        member.failuresInARow = answered ? 0 : member.failuresInARow + 1;
      },
    }),
    standing: { kind: 'out', reason: 'NOT_ASKED' },
    genesisHash: null,
    finalizedHeight: options.finalizedHeightFloor,
    slot: 0n,
    failuresInARow: 0,
  };
  return member;
}

/** Asks an endpoint who and where it is, and sets its standing by the answer. */
export async function examine(member: Member, genesisHash: GenesisHash | null, signal: AbortSignal): Promise<void> {
  try {
    member.genesisHash = await member.endpoint.genesisHash(signal);
    await member.endpoint.heights('processed', signal);
    const finalized = await member.endpoint.heights('finalized', signal);
    member.standing = standingOf(member, genesisHash, finalized);
    member.finalizedHeight = max(member.finalizedHeight, finalized.blockHeight);
  } catch {
    if (!signal.aborted) member.standing = { kind: 'out', reason: 'UNREACHABLE' };
  }
}

function standingOf(member: Member, genesisHash: GenesisHash | null, finalized: Heights): Standing {
  if (genesisHash !== null && member.genesisHash !== genesisHash) return { kind: 'out', reason: 'ANOTHER_CHAIN' };
  if (finalized.blockHeight < member.finalizedHeight) return { kind: 'out', reason: 'HEIGHT_WENT_BACK' };
  return { kind: 'ready' };
}

/** Best first: fewest failures, then the newest slot, then the order of the configuration (`sort` is stable). */
export function byHealth(a: Member, b: Member): number {
  if (a.failuresInARow !== b.failuresInARow) return a.failuresInARow - b.failuresInARow;
  return a.slot === b.slot ? 0 : a.slot > b.slot ? -1 : 1;
}
