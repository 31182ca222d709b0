/** The product, with one campaign that nobody trades: its whole stack in a throw-away folder, built as `npm start` builds it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { print } from 'graphql';
import { WebSocket } from 'ws';
import { createApiClient } from '#client/api-client.ts';
import { CampaignEventsDocument, RefreshSessionDocument } from '#client/generated/operations.ts';
import { freePort } from '../../scripts/lib/ports.mjs';
import { startStack } from '../../scripts/lib/stack.mjs';
import { StopList } from '../../scripts/lib/stop-list.mjs';
import { signUp } from '../../scripts/rehearse/campaigns.ts';
import { addCampaigns } from '../engine/trading.ts';
import { throwAwayEnvironment } from '../lib/environment.ts';
import { readUsage } from '../lib/processes.ts';
import type { Subscription } from './clients.ts';
import { openPublisher, type Publisher, type Topic } from './publisher.ts';

export interface Stage {
  readonly socketUrl: string;
  readonly redisUrl: string;
  readonly topic: Topic;
  readonly publisher: Publisher;
  /** What to subscribe with, from the event after `sinceSeq` on; with an access token that was just made. */
  subscription(sinceSeq: number): Promise<Subscription>;
  /** Resident memory of the server process, in bytes. */
  serverMemory(): number;
}

const QUERY = print(CampaignEventsDocument);

export async function withStage<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
  const stops = new StopList();
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-bench-'));
  await stops.add(async () => fs.rmSync(dataDir, { recursive: true, force: true }));
  try {
    const env = { ...throwAwayEnvironment(), RATE_LIMIT_FACTOR: '1000000' };
    const stack = await startStack({ dataDir, port: await freePort(), env, stops, console: false });
    const api = createApiClient({ url: stack.url, webSocketImpl: WebSocket });
    await stops.add(() => api.close());
    let session = await signUp(api, 'bench');
    const pace = { campaigns: 1, intervalMs: 60_000, seconds: 60 };
    const [campaignId] = await addCampaigns(api, stack.chain.rpcUrls[0] ?? '', pace);
    const topic = { campaignId, organizationId: session.viewer.organization.id } as Topic;
    const publisher = openPublisher(stack.database.DATABASE_MIGRATION_URL, stack.redisUrl, topic);
    await stops.add(() => publisher.close());
    await publisher.flood();
    return await work({
      ...{ topic, publisher, redisUrl: stack.redisUrl },
      socketUrl: `${stack.url.replace('http', 'ws')}/graphql`,
      async subscription(sinceSeq) {
        session = (await api.run(RefreshSessionDocument, { refreshToken: session.refreshToken })).refreshSession;
        api.setSession(session);
        const variables = { campaignId: topic.campaignId, sinceSeq: `${sinceSeq}` };
        return { token: session.accessToken, query: QUERY, variables };
      },
      serverMemory: () => readUsage(dataDir).get('server')?.residentBytes ?? 0,
    });
  } finally {
    await stops.stop();
  }
}
