/** The real signer behind its real socket, in this process. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { createSignerClient, type SignerClient } from '#core/adapters/signer-client/client.ts';
import type { MasterKey } from '#core/ports/kek.ts';
import type { SignIntentOutcome, SignIntentRequest } from '#core/ports/signer.ts';
import type { SignerConfig } from '#core/runtime/config.ts';
import { openSigner } from '#core/runtime/signer.ts';
import { serveSigner } from '../../worker/signer/server.ts';
import { MAX_TIP, type World } from './world.ts';

/** With a ring of master keys of its own. */
export type TestSignerConfig = SignerConfig & { readonly MASTER_KEYS: MasterKey[] };

export interface TestSigner {
  readonly client: SignerClient;
  readonly config: TestSignerConfig;
  /** Every line it has logged, at the most talkative level. */
  readonly logs: readonly string[];
  /** Asks for one signature. */
  sign(request: SignIntentRequest): Promise<SignIntentOutcome>;
  stop(): Promise<void>;
}

/** A configuration as the environment would give it, with limits low enough to be met by a test. */
export const signerTestConfig = ({ addresses, connection }: World, socketPath: string): TestSignerConfig => ({
  SOLANA_RPC_URLS: [{ url: connection.rpcEndpoint }],
  SIGNER_SOCKET: socketPath,
  LOG_LEVEL: 'trace',
  DATABASE_SIGNER_URL: addresses.DATABASE_SIGNER_URL,
  KEK_PROVIDER: 'env',
  MASTER_KEYS: [{ id: 'k1', key: randomBytes(32) }],
  MAX_LAMPORTS_PER_TRANSACTION: 50_000_000_000n,
  MAX_PRIORITY_FEE_LAMPORTS: 1_000_000n,
  MAX_TIP_LAMPORTS: MAX_TIP,
  MAX_SLIPPAGE_BPS: 4_000,
  MAX_POOL_SHARE_BPS: 5_000,
});

export async function startTestSigner(world: World): Promise<TestSigner> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-signer-'));
  const config = signerTestConfig(world, path.join(folder, 'signer.sock'));
  const logs: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logs.push(line) });
  const signer = await openSigner(config);
  const server = await serveSigner({ signer, socketPath: config.SIGNER_SOCKET, log });
  const client = createSignerClient({ socketPath: config.SIGNER_SOCKET });
  return {
    ...{ client, config, logs },
    sign: async (request) => onlyOne(await client.signIntents([request])),
    async stop() {
      client.close();
      await server.close();
      await signer.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The outcome of the one request that was made. */
export function onlyOne(outcomes: readonly SignIntentOutcome[]): SignIntentOutcome {
  const [outcome] = outcomes;
  if (outcome === undefined || outcomes.length !== 1) throw new Error(`${outcomes.length} outcomes for one request`);
  return outcome;
}
