/**
 * The event stream of one campaign: every event after `sinceSeq`, in order, once, through any number of lost
 * connections (L-02). What may have been missed is asked for again from the last event seen.
 */
import { CampaignEventsDocument, type CampaignEventsSubscription } from '#client/generated/operations.ts';
import { listedPayload } from '#client/listed-operations.ts';
import type { Socket } from '../../api/socket.ts';
import { type CampaignEvent, readEvent } from './campaign-event.ts';

export type FeedStatus = 'connecting' | 'live' | 'reconnecting';

export interface CampaignFeedOptions {
  readonly socket: Socket;
  readonly campaignId: string;
  readonly sinceSeq: bigint;
  readonly onEvent: (event: CampaignEvent) => void;
  readonly onStatus: (status: FeedStatus) => void;
  /** Called before the next try when the server ended the stream for want of a session. */
  readonly renewSession: () => Promise<void>;
}

const RESUBSCRIBE_AFTER_MS = 1_000;

/** True for GraphQL errors that say the session is not, or no longer, good. */
function isUnauthenticated(reason: unknown): boolean {
  if (!Array.isArray(reason)) return false;
  return reason.some((error: { extensions?: { code?: unknown } }) => error.extensions?.code === 'UNAUTHENTICATED');
}

class CampaignFeed {
  readonly #options: CampaignFeedOptions;
  #lastSeq: bigint;
  /** The event behind a gap that was asked about already. */
  #questioned: bigint | null = null;
  #wasConnected = false;
  #ended = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #unsubscribe = (): void => {};
  readonly #offConnection: () => void;

  constructor(options: CampaignFeedOptions) {
    this.#options = options;
    this.#lastSeq = options.sinceSeq;
    this.#offConnection = options.socket.onConnection((connected) => this.#connection(connected));
    this.#restart();
  }

  close(): void {
    this.#ended = true;
    clearTimeout(this.#retry);
    this.#offConnection();
    this.#unsubscribe();
  }

  #connection(connected: boolean): void {
    if (connected) this.#options.onStatus('live');
    else this.#options.onStatus(this.#wasConnected ? 'reconnecting' : 'connecting');
    this.#wasConnected ||= connected;
  }

  #restart(): void {
    this.#unsubscribe();
    if (!this.#ended) this.#unsubscribe = this.#subscribe();
  }

  #subscribe(): () => void {
    let current = true;
    const lastSeq = (): bigint => this.#lastSeq;
    const payload = listedPayload(CampaignEventsDocument, {
      campaignId: this.#options.campaignId,
      // Read anew each time graphql-ws sends the subscription, so that a reconnect goes on where this page is.
      get sinceSeq() {
        return lastSeq().toString();
      },
    });
    const stop = this.#options.socket.subscribe<CampaignEventsSubscription>(payload, {
      next: ({ data, errors }) => {
        if (!current) return;
        if (data === null || data === undefined) this.#interrupted(errors);
        else this.#accept(readEvent(data.campaignEvents));
      },
      error: (reason) => current && this.#interrupted(reason),
      complete: () => current && this.#interrupted(null),
    });
    return () => {
      current = false;
      stop();
    };
  }

  #accept(event: CampaignEvent): void {
    if (event.seq <= this.#lastSeq) return;
    if (event.seq > this.#lastSeq + 1n && this.#questioned !== event.seq) {
      // Ask once more from before the gap. If nothing is there, the log was cut: go on behind it.
      this.#questioned = event.seq;
      this.#restart();
      return;
    }
    this.#lastSeq = event.seq;
    this.#options.onEvent(event);
  }

  /** Leaves the stream, which also closes the socket when nobody else is on it, and comes back in a moment. */
  #interrupted(reason: unknown): void {
    this.#unsubscribe();
    this.#options.onStatus('reconnecting');
    this.#retry = setTimeout(() => void this.#resume(reason), RESUBSCRIBE_AFTER_MS);
  }

  async #resume(reason: unknown): Promise<void> {
    if (isUnauthenticated(reason)) await this.#options.renewSession();
    this.#restart();
  }
}

/** Opens the stream; the function returned closes it. */
export function openCampaignFeed(options: CampaignFeedOptions): () => void {
  const feed = new CampaignFeed(options);
  return () => feed.close();
}
