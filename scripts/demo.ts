/**
 * The demo of the local chain: seeds it once, prints the log-in, then each trade as one line as it lands. It is a client like
 * any other and talks to the public API alone. `scripts/start.mjs` runs it last.
 */
import { WebSocket } from 'ws';
import { type ApiClient, createApiClient } from '#client/api-client.ts';
import {
  CampaignDocument,
  type CampaignEventPartsFragment,
  CampaignEventsDocument,
  type CampaignPartsFragment,
} from '#client/generated/operations.ts';
import { type Landing, landingLine } from './demo/campaign-line.ts';
import { remembered } from './demo/log-in.ts';
import { ensureCampaign, enter } from './demo/seed.ts';

interface Environment {
  readonly url: string;
  readonly rpcUrl: string;
  readonly dataDir: string;
  /** Milliseconds since 1970 when the start began. */
  readonly startedAt: number;
}

function environment(env: NodeJS.ProcessEnv): Environment {
  const read = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === '') throw new Error(`${name} is not set; npm start sets it`);
    return value;
  };
  return {
    url: read('SLUICE_URL'),
    rpcUrl: read('SOLANA_RPC_URLS').split(',')[0] ?? '',
    dataDir: read('DATA_DIR'),
    startedAt: Number(read('SLUICE_STARTED_AT')),
  };
}

/** A campaign that goes on trades before we are connected: how far back to look for what landed since the start. */
const EVENTS_BACK = 50n;

function toLanding(event: CampaignEventPartsFragment): Landing | null {
  const { kind, at, signature, slot, inputAmount, outputAmount } = event;
  if (kind !== 'TRADE_LANDED' || !signature || !slot || !inputAmount || !outputAmount) return null;
  return { at, signature, slot, inputAmount, outputAmount };
}

/** Prints every landing since the start, going on from the last event seen after a lost connection. */
function follow(api: ApiClient, campaign: CampaignPartsFragment, lastSeq: bigint, startedAt: number): void {
  const traded = {
    ...campaign,
    inputSymbol: campaign.inputSymbol ?? 'input',
    outputSymbol: campaign.outputSymbol ?? 'output',
  };
  let seen = (lastSeq > EVENTS_BACK ? lastSeq - EVENTS_BACK : 0n).toString();
  let first = true;
  const subscribe = () => {
    api.subscribe(
      CampaignEventsDocument,
      { campaignId: campaign.id, sinceSeq: seen },
      {
        onData: ({ campaignEvents: event }) => {
          seen = event.seq;
          const landing = toLanding(event);
          const sinceStart = Date.parse(event.at) - startedAt;
          if (landing === null || sinceStart < 0) return;
          const since = first ? `  (first swap ${(sinceStart / 1000).toFixed(1)} s after the start)` : '';
          console.log(`  ${landingLine(landing, traded)}${since}`);
          first = false;
        },
        onEnd: () => setTimeout(subscribe, 1_000),
      },
    );
  };
  subscribe();
}

async function main(): Promise<void> {
  const { url, rpcUrl, dataDir, startedAt } = environment(process.env);
  const api = createApiClient({ url, webSocketImpl: WebSocket });
  const logIn = remembered(dataDir);
  await enter(api, logIn);
  console.log(`  log-in    ${logIn.email}  password  ${logIn.password}`);
  const id = await ensureCampaign(api, rpcUrl, dataDir);
  const { campaign } = await api.run(CampaignDocument, { id });
  console.log(`  campaign  ${campaign.name}: ${url}/campaigns/${id}\n`);
  follow(api, campaign, BigInt(campaign.lastEventSeq), startedAt);
  process.send?.({ type: 'ready', campaignId: id, email: logIn.email });
}

process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
await main();
