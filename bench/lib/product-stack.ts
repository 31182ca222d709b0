/** The product's whole stack in a throw-away folder, built as `npm start` builds it, with somebody signed in. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { WebSocket } from 'ws';
import { type ApiClient, createApiClient } from '#client/api-client.ts';
import type { AuthPayloadPartsFragment } from '#client/generated/operations.ts';
import { freePort } from '../../scripts/lib/ports.mjs';
import { type Stack, startStack } from '../../scripts/lib/stack.mjs';
import { StopList } from '../../scripts/lib/stop-list.mjs';
import { signUp } from '../../scripts/rehearse/campaigns.ts';
import { throwAwayEnvironment } from './environment.ts';

export interface ProductStack {
  readonly stack: Stack;
  readonly dataDir: string;
  readonly api: ApiClient;
  readonly session: AuthPayloadPartsFragment;
  /** Ends what was started beside it, before the stack. */
  readonly stops: StopList;
}

export async function withProductStack<T>(work: (product: ProductStack) => Promise<T>): Promise<T> {
  const stops = new StopList();
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-bench-'));
  await stops.add(async () => fs.rmSync(dataDir, { recursive: true, force: true }));
  try {
    const stack = await startStack({
      dataDir,
      port: await freePort(),
      env: throwAwayEnvironment(),
      stops,
      console: false,
    });
    const api = createApiClient({ url: stack.url, webSocketImpl: WebSocket });
    await stops.add(() => api.close());
    return await work({ stack, dataDir, api, session: await signUp(api, 'bench'), stops });
  } finally {
    await stops.stop();
  }
}
