/** An endpoint's standing in the pool: whether its word counts, and how it compares with the others. */
import type { GenesisHash } from '#core/domain/ids.ts';
import { max } from '#core/domain/money.ts';
import type { ChainEndpoint, EndpointStanding, EndpointStatus, Heights } from '#core/ports/chain.ts';
import type { Clock } from '#core/ports/clock.ts';
import { createEndpoint } from './endpoint.ts';
import { EndpointError } from './endpoint-error.ts';
import { endpointName } from './endpoint-name.ts';
import type { EndpointSettings } from './endpoint-settings.ts';
import { createTransport, type Transport } from './transport.ts';

export interface Member {
  readonly settings: EndpointSettings;
  readonly endpoint: ChainEndpoint;
  /** The same endpoint, asked even while it is left alone. */
  readonly probe: ChainEndpoint;
  readonly transport: Transport;
  readonly clock: Clock;
  standing: EndpointStanding;
  /** Its own answer, once it gave one. */
  genesisHash: GenesisHash | null;
  /** Highest finalized height it has shown, or the one stored by an earlier process. */
  finalizedHeight: bigint;
  /** Since when (ticks) it has been showing less than that; null while it does not. */
  backSince: number | null;
  /** Highest slot and height it has shown while its word counted; zero again once it has proved wrong. */
  highest: Heights;
  /** Slots behind the furthest when it was last examined. */
  slotLag: bigint;
  lastError: EndpointStatus['lastError'];
  /** Called when somebody else may be answering at its address: it has to be examined before long. */
  onDoubt: () => void;
}

export interface MemberOptions {
  readonly settings: EndpointSettings;
  readonly position: number;
  readonly finalizedHeightFloor: bigint;
  readonly clock: Clock;
}

const NOWHERE: Heights = { slot: 0n, blockHeight: 0n };

/** Nodes behind a load balancer are not equally far: one that is so many blocks behind another has not gone back. */
const UNEVEN_BLOCKS = 8n;
/** The same of slots and heights that are not final yet, for which nobody leaves the pool. */
const UNEVEN_NEWEST = 64n;
/** What it has not come near for so long, and no other has shown, was not true: a lie of a moment is not to cost it hours. */
const DENIED_MS = 10_000;

export function createMember({ settings, position, finalizedHeightFloor, clock }: MemberOptions): Member {
  const name = endpointName(settings.url, position);
  const onFailure = ({ failure, code }: EndpointError): void => {
    member.lastError = { failure, code, at: clock.now() };
    if (failure === 'UNREACHABLE') member.onDoubt();
  };
  const transport = createTransport({ settings, name, clock, onConnect: () => member.onDoubt(), onFailure });
  const onHeights = (heights: Partial<Heights>): void => {
    if (isReady(member)) member.highest = higher(member.highest, heights);
  };
  const member: Member = {
    ...{ settings, transport, clock },
    endpoint: createEndpoint({ name, transport, onHeights }),
    probe: createEndpoint({ name, transport, onHeights, pace: 'probe' }),
    standing: 'NOT_ASKED',
    genesisHash: null,
    finalizedHeight: finalizedHeightFloor,
    backSince: null,
    highest: NOWHERE,
    slotLag: 0n,
    lastError: null,
    onDoubt: () => undefined,
  };
  return member;
}

/** Its word is evidence. */
export const isReady = (member: Member): boolean => member.standing === 'READY';

/** It is worth asking: its word counts, and it has been answering. */
export const isUsable = (member: Member): boolean => isReady(member) && member.transport.breaker.state() === 'closed';

export const higher = (known: Heights, shown: Partial<Heights>): Heights => ({
  slot: max(known.slot, shown.slot ?? 0n),
  blockHeight: max(known.blockHeight, shown.blockHeight ?? 0n),
});

/** How many endpoints must agree before something counts. */
export const quorumOf = (members: readonly Member[]): number => Math.min(2, members.length);

/** The finalized height that as many have shown as must agree: no endpoint alone has made it up. */
const agreedHeight = (members: readonly Member[]): bigint =>
  members.map(({ finalizedHeight }) => finalizedHeight).sort((a, b) => (a > b ? -1 : a < b ? 1 : 0))[
    quorumOf(members) - 1
  ] ?? 0n;

/** Asks an endpoint where it is and then who it is, and sets its standing by the answer. `members` are all of the pool. */
export async function examine(
  member: Member,
  members: readonly Member[],
  genesisHash: GenesisHash | null,
  signal: AbortSignal,
): Promise<void> {
  const { probe } = member;
  try {
    const finalized = await probe.heights('finalized', signal);
    const newest = await probe.heights('processed', signal);
    const lag = furthestOf(members) - newest.slot;
    member.genesisHash = await probe.genesisHash(signal);
    if (genesisHash !== null && member.genesisHash !== genesisHash) return expel(member, 'ANOTHER_CHAIN');
    if (wentBack(member, members, finalized.blockHeight)) return expel(member, 'HEIGHT_WENT_BACK');
    if (isFarAbove(member.highest, newest)) member.highest = NOWHERE;
    member.standing = 'READY';
    member.slotLag = max(0n, lag);
    member.highest = higher(higher(member.highest, newest), finalized);
    member.finalizedHeight = max(member.finalizedHeight, finalized.blockHeight);
  } catch (error) {
    if (!signal.aborted && !isBusy(error)) member.standing = 'UNREACHABLE';
  }
}

/** Whether its finalized height is lower than what it has shown before and still has to be believed to have been true. */
function wentBack(member: Member, members: readonly Member[], height: bigint): boolean {
  const isBack = (): boolean => height + UNEVEN_BLOCKS < member.finalizedHeight;
  const now = member.clock.ticks();
  member.backSince = isBack() ? (member.backSince ?? now) : null;
  if (member.backSince !== null && now - member.backSince >= DENIED_MS) member.finalizedHeight = agreedHeight(members);
  return isBack();
}

/** Slots and heights that it is nowhere near now: whoever waits for them, or counts by them, would do so for hours. */
const isFarAbove = (shown: Heights, now: Heights): boolean =>
  shown.slot > now.slot + UNEVEN_NEWEST || shown.blockHeight > now.blockHeight + UNEVEN_NEWEST;

/** The highest slot any endpoint has shown so far. */
const furthestOf = (members: readonly Member[]): bigint => members.map(({ highest }) => highest.slot).reduce(max);

/** After all have been examined at once: none knew then how far the others are. */
export function compareSlots(members: readonly Member[]): void {
  const furthest = furthestOf(members);
  for (const member of members) member.slotLag = furthest - member.highest.slot;
}

/** Too many requests say nothing about who answers: the standing stays what it was. */
const isBusy = (error: unknown): boolean =>
  error instanceof EndpointError && (error.failure === 'HELD_BACK' || error.failure === 'RATE_LIMITED');

/** What it has shown so far is forgotten: of a wrong chain, or not true. */
function expel(member: Member, standing: 'ANOTHER_CHAIN' | 'HEIGHT_WENT_BACK'): void {
  member.standing = standing;
  member.highest = NOWHERE;
}

export function statusOf(member: Member): EndpointStatus {
  const { window, breaker, bucket } = member.transport;
  const [p50, p95] = [window.latencyMs(0.5), window.latencyMs(0.95)];
  return {
    name: member.endpoint.name,
    standing: member.standing,
    breaker: breaker.state(),
    errorRate: window.errorRate(),
    latencyMs: p50 === null || p95 === null ? null : { p50, p95 },
    slotLag: member.slotLag,
    finalizedHeight: member.finalizedHeight,
    tokensLeft: bucket.left(),
    lastError: member.lastError,
  };
}
