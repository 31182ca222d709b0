import { Arg, Authorized, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { CampaignEvent as StoredEvent } from '#core/contracts/campaign-event.ts';
import { READ } from '../../graphql/caller.ts';
import { U64 } from '../../graphql/scalars.ts';
import { CampaignEvent, toCampaignEvent } from './event.types.ts';
import { subscribeToCampaign } from './subscribe.ts';

@Resolver(() => CampaignEvent)
export class EventResolver {
  @Authorized(READ)
  @Subscription(() => CampaignEvent, {
    subscribe: subscribeToCampaign,
    description:
      'First every event after `sinceSeq`, then each new one as it happens: in order, once, without gaps. To go on after a lost ' +
      'connection, subscribe again from the last `seq` seen. NOT_FOUND. A client that stops reading is cut off with SLOW_CONSUMER.',
  })
  campaignEvents(
    @Root() event: StoredEvent,
    @Arg('campaignId', () => ID, { description: 'The campaign.' }) _campaignId: string,
    @Arg('sinceSeq', () => U64, {
      defaultValue: 0n,
      description: 'The last number already seen; 0 for all from the beginning.',
    })
    _sinceSeq: bigint,
  ): CampaignEvent {
    return toCampaignEvent(event);
  }
}
