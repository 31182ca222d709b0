/**
 * The campaign page's live state: fills and log, folded from the event stream and from fills read by query.
 * Pure. Events may be replayed and may overlap what was read before: nothing is counted twice (L-02).
 */
import type { CampaignEvent } from './campaign-event.ts';

/** One trade that landed: provisional from `confirmed`, final once its fill is written. Amounts in base units. */
export interface FillRow {
  readonly signature: string;
  readonly intentId: string | null;
  readonly slot: bigint;
  /** When it was first seen to land, in milliseconds. */
  readonly at: number;
  readonly input: bigint;
  readonly output: bigint;
  /** Base and priority fee and tip, in lamports; null while provisional. */
  readonly fee: bigint | null;
  /** Received against quoted, in basis points; null until the fill itself has been read. */
  readonly slippageBps: number | null;
  readonly explorerUrl: string | null;
  readonly final: boolean;
}

export interface LiveState {
  /** The number of the last event folded in. */
  readonly lastSeq: bigint;
  /** By signature. */
  readonly fills: ReadonlyMap<string, FillRow>;
  /** Newest first, at most {@link LOG_LENGTH}. */
  readonly log: readonly CampaignEvent[];
}

export const LOG_LENGTH = 500;

/** Before anything was read; events up to `sinceSeq` are taken as seen. */
export const emptyLiveState = (sinceSeq: bigint): LiveState => ({ lastSeq: sinceSeq, fills: new Map(), log: [] });

type Landing = Extract<CampaignEvent, { kind: 'TRADE_LANDED' | 'TRADE_FILLED' }>;

/** A fill read by query knows more than any event, but not when its trade was first seen. */
const mergeRow = (known: FillRow | undefined, row: FillRow): FillRow =>
  known === undefined ? row : { ...row, intentId: row.intentId ?? known.intentId, at: known.at };

function landingRow(event: Landing, known: FillRow | undefined): FillRow {
  const final = event.kind === 'TRADE_FILLED';
  return {
    signature: event.signature,
    intentId: event.intentId,
    slot: event.slot,
    at: known?.at ?? event.at,
    input: event.input,
    output: event.output,
    fee: final ? event.fee : null,
    slippageBps: known?.slippageBps ?? null,
    explorerUrl: known?.explorerUrl ?? null,
    final,
  };
}

function foldFill(fills: Map<string, FillRow>, event: CampaignEvent): void {
  switch (event.kind) {
    case 'TRADE_LANDED':
    case 'TRADE_FILLED': {
      const known = fills.get(event.signature);
      if (known?.final !== true) fills.set(event.signature, landingRow(event, known));
      return;
    }
    case 'TRADE_FAILED':
    case 'TRADE_EXPIRED':
    case 'TRADE_CANCELLED':
      // What was seen to land in a fork that was undone did not happen after all.
      for (const row of fills.values()) {
        if (row.intentId === event.intentId && !row.final) fills.delete(row.signature);
      }
  }
}

/** Folds events in the order given; those at or before `lastSeq` were seen already and change nothing. */
export function applyEvents(state: LiveState, events: readonly CampaignEvent[]): LiveState {
  const fresh = events.filter((event) => event.seq > state.lastSeq);
  const last = fresh.at(-1);
  if (last === undefined) return state;
  const fills = new Map(state.fills);
  for (const event of fresh) foldFill(fills, event);
  return { lastSeq: last.seq, fills, log: [...fresh.toReversed(), ...state.log].slice(0, LOG_LENGTH) };
}

/** Adds fills read by query. They are final, so they win over what events told. */
export function mergeFills(state: LiveState, rows: readonly FillRow[]): LiveState {
  if (rows.length === 0) return state;
  const fills = new Map(state.fills);
  for (const row of rows) fills.set(row.signature, mergeRow(fills.get(row.signature), row));
  return { ...state, fills };
}

/** Newest first. Slots order trades; within a slot any order will do, as long as it stays. */
export function newestFirst(fills: ReadonlyMap<string, FillRow>): FillRow[] {
  return [...fills.values()].sort((a, b) => {
    if (a.slot !== b.slot) return a.slot < b.slot ? 1 : -1;
    return a.signature < b.signature ? 1 : -1;
  });
}

/** How many final rows still lack what only the fill itself tells. */
export const countWithoutDetail = (fills: ReadonlyMap<string, FillRow>): number =>
  [...fills.values()].filter((row) => row.final && row.slippageBps === null).length;
