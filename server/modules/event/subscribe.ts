import type { CampaignEvent } from '#core/contracts/campaign-event.ts';
import { type Context, requireSignedIn } from '../../context.ts';
import type { Source } from '../../graphql/sharing/source.ts';

interface Request {
  readonly args: { readonly campaignId: string; readonly sinceSeq: bigint };
  readonly context: Context;
}

/** The source of `campaignEvents`: the campaign's feed, scoped to the caller's organisation. */
export function subscribeToCampaign({ args, context }: Request): Source<CampaignEvent> {
  const { organizationId } = requireSignedIn(context).caller;
  const { campaignId, sinceSeq } = args;
  const after: Source<CampaignEvent>['after'] = (seq, signal) =>
    context.runtime.feed.follow({ organizationId }, { campaignId, sinceSeq: seq }, signal);
  return {
    topic: `campaign:${campaignId}`,
    placeArgument: 'sinceSeq',
    since: sinceSeq,
    after,
    [Symbol.asyncIterator]: () => after(sinceSeq, new AbortController().signal),
  };
}
