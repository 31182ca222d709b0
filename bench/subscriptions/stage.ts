/** The product, with one campaign that nobody trades. */
import { print } from 'graphql';
import { CampaignEventsDocument, RefreshSessionDocument } from '#client/generated/operations.ts';
import { addCampaigns } from '../engine/trading.ts';
import { type ProcessUsage, readUsage, usageOf } from '../lib/processes.ts';
import { withProductStack } from '../lib/product-stack.ts';
import type { Subscription } from './clients.ts';
import { openPublisher, type Publisher, type Topic } from './publisher.ts';

export interface Stage {
  readonly socketUrl: string;
  readonly redisUrl: string;
  readonly topic: Topic;
  readonly publisher: Publisher;
  /** What to subscribe with, from the event after `sinceSeq` on; with an access token that was just made. */
  subscription(sinceSeq: number): Promise<Subscription>;
  /** What the server process takes. */
  serverUsage(): ProcessUsage;
}

const QUERY = print(CampaignEventsDocument);

export const withStage = <T>(work: (stage: Stage) => Promise<T>): Promise<T> =>
  withProductStack(async ({ stack, dataDir, api, session: first, stops }) => {
    let session = first;
    const pace = { campaigns: 1, intervalMs: 60_000, seconds: 60 };
    const [campaignId] = await addCampaigns(api, stack.chain.rpcUrls[0] ?? '', pace);
    const topic = { campaignId, organizationId: session.viewer.organization.id } as Topic;
    const publisher = openPublisher(stack.database.DATABASE_MIGRATION_URL, stack.redisUrl, topic);
    await stops.add(() => publisher.close());
    await publisher.flood();
    return work({
      ...{ topic, publisher, redisUrl: stack.redisUrl },
      socketUrl: `${stack.url.replace('http', 'ws')}/graphql`,
      async subscription(sinceSeq) {
        session = (await api.run(RefreshSessionDocument, { refreshToken: session.refreshToken })).refreshSession;
        api.setSession(session);
        const variables = { campaignId: topic.campaignId, sinceSeq: `${sinceSeq}` };
        return { token: session.accessToken, query: QUERY, variables };
      },
      serverUsage: () => readUsage(dataDir).get('server') ?? usageOf(0),
    });
  });
