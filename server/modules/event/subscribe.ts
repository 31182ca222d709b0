import type { CampaignEvent } from '#core/contracts/campaign-event.ts';
import { type Context, requireSignedIn } from '../../context.ts';
import { watchConsumer } from '../../graphql/slow-consumer.ts';

interface Request {
  readonly args: { readonly campaignId: string; readonly sinceSeq: bigint };
  readonly context: Context;
}

/** A subscriber whose line is full for this long is cut off; it subscribes again from the last event it saw. */
const PATIENCE_MS = 10_000;

/** The source of `campaignEvents`: the campaign's feed, scoped to the caller's organisation. */
export function subscribeToCampaign({ args, context }: Request): AsyncIterable<CampaignEvent> {
  const { caller } = requireSignedIn(context);
  const stop = new AbortController();
  const events = context.runtime.feed.follow(caller, args, stop.signal);
  return watchConsumer(events, { ms: PATIENCE_MS, onSlow: context.cut, onEnd: () => stop.abort() });
}
