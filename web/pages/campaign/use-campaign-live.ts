import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { useClient } from 'urql';
import { CampaignFillsDocument, LiveCampaignDocument } from '#client/generated/operations.ts';
import { useApi } from '../../api/api.ts';
import type { CampaignEvent } from './campaign-event.ts';
import { type FeedStatus, openCampaignFeed } from './campaign-feed.ts';
import { readFill } from './fill-row.ts';
import {
  applyEvents,
  countWithoutDetail,
  emptyLiveState,
  type FillRow,
  type LiveState,
  mergeFills,
} from './live-state.ts';

/** How many past events are replayed to fill the log when the page opens. */
const REPLAYED = 200n;
const FILLS_CHUNK = 100;
/** Events that come in quick succession are folded, and drawn, together. */
const FOLD_MS = 40;
/** Figures that only queries tell are read again at most this often while events come. */
const REREAD_MS = 700;

type Change = { kind: 'events'; events: readonly CampaignEvent[] } | { kind: 'fills'; rows: readonly FillRow[] };

const reduce = (state: LiveState, change: Change): LiveState =>
  change.kind === 'events' ? applyEvents(state, change.events) : mergeFills(state, change.rows);

/** Where the replay begins, given the number of the last event there is. */
const replayFrom = (lastEventSeq: bigint): bigint => (lastEventSeq > REPLAYED ? lastEventSeq - REPLAYED : 0n);

/** Collects calls and runs `task` once, `delay` after the first of them. */
function useCoalesced(task: () => void, delay: number): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(task);
  latest.current = task;
  const cancel = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
  }, []);
  useEffect(() => cancel, [cancel]);
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, delay);
  }, [delay]);
}

export interface CampaignLive {
  readonly state: LiveState;
  readonly status: FeedStatus;
  readonly fillsLoaded: boolean;
  /** Reads the next older fills; null when there are none. */
  readonly loadOlder: (() => Promise<void>) | null;
}

/** The live side of one campaign: fills and log as they happen. `lastEventSeq` counts when the page opens, not later. */
export function useCampaignLive(campaignId: string, lastEventSeq: bigint): CampaignLive {
  const [sinceSeq] = useState(() => replayFrom(lastEventSeq));
  const [state, change] = useReducer(reduce, sinceSeq, emptyLiveState);
  const [status, setStatus] = useState<FeedStatus>('connecting');
  const fills = useFills(campaignId, change);
  useReread(campaignId, state, status, fills);
  useFeed(campaignId, sinceSeq, change, setStatus);
  return { state, status, fillsLoaded: fills.loaded, loadOlder: fills.loadOlder };
}

function useFeed(
  campaignId: string,
  sinceSeq: bigint,
  change: (change: Change) => void,
  onStatus: (status: FeedStatus) => void,
): void {
  const { socket, keeper } = useApi();
  const waiting = useRef<CampaignEvent[]>([]);
  const fold = useCoalesced(() => change({ kind: 'events', events: waiting.current.splice(0) }), FOLD_MS);
  useEffect(() => {
    const onEvent = (event: CampaignEvent): void => {
      waiting.current.push(event);
      fold();
    };
    return openCampaignFeed({ socket, campaignId, sinceSeq, onEvent, onStatus, renewSession: keeper.renew });
  }, [socket, keeper, campaignId, sinceSeq, fold, onStatus]);
}

interface Fills {
  readonly loaded: boolean;
  readonly readFirst: () => void;
  readonly readNewest: (count: number) => void;
  readonly loadOlder: (() => Promise<void>) | null;
}

function useFills(campaignId: string, change: (change: Change) => void): Fills {
  const client = useClient();
  /** undefined: nothing read yet; null: read to the oldest. */
  const [cursor, setCursor] = useState<string | null | undefined>(undefined);

  const read = useCallback(
    async (first: number, after: string | null) => {
      const { data } = await client
        .query(CampaignFillsDocument, { id: campaignId, first, after }, { requestPolicy: 'network-only' })
        .toPromise();
      if (!data) return undefined;
      const { edges, pageInfo } = data.campaign.fills;
      change({ kind: 'fills', rows: edges.map(({ node }) => readFill(node)) });
      return pageInfo.hasNextPage ? pageInfo.endCursor : null;
    },
    [client, campaignId, change],
  );
  const readFrom = useCallback(
    async (after: string | null) => {
      const next = await read(FILLS_CHUNK, after);
      if (next !== undefined) setCursor(next);
    },
    [read],
  );
  const readFirst = useCallback(() => void readFrom(null), [readFrom]);
  const readNewest = useCallback((count: number) => void read(Math.min(FILLS_CHUNK, count), null), [read]);
  useEffect(readFirst, [readFirst]);
  const loadOlder = typeof cursor === 'string' ? () => readFrom(cursor) : null;
  return { loaded: cursor !== undefined, readFirst, readNewest, loadOlder };
}

/** After events, and when the line is back, reads what only queries tell: the run's figures, and the rest of each fill. */
function useReread(campaignId: string, state: LiveState, status: FeedStatus, fills: Fills): void {
  const client = useClient();
  const reread = useCoalesced(() => {
    void client.query(LiveCampaignDocument, { id: campaignId }, { requestPolicy: 'network-only' }).toPromise();
    const lacking = countWithoutDetail(state.fills);
    if (!fills.loaded) fills.readFirst();
    else if (lacking > 0) fills.readNewest(lacking);
  }, REREAD_MS);
  const { lastSeq } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new event is a reason to read again
  useEffect(() => {
    if (status === 'live') reread();
  }, [lastSeq, status, reread]);
}
