/**
 * `npm run rehearse`: the whole stack in a throw-away folder on free ports, campaigns run to their end through the public API,
 * and every trade counted again from the chain's blocks. Exit code 0 only if every intent landed exactly once and the ledger
 * equals the chain.
 */
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type ApiClient, createApiClient } from '#client/api-client.ts';
import { DATABASE_VARIABLES } from '../lib/database.mjs';
import { describeFailure } from '../lib/failure.mjs';
import { freePort } from '../lib/ports.mjs';
import { startStack } from '../lib/stack.mjs';
import { StopList } from '../lib/stop-list.mjs';
import { countEnded, type Execution, executionsOf, type LedgerWallet, ledgersOf, startCampaigns } from './campaigns.ts';
import { countChain } from './chain-count.ts';
import { type RehearsalOptions, readRehearsalOptions, sharesOf } from './options.ts';
import { judge, type Verdict } from './verdict.ts';

/** What would make the stack anything but throw-away. */
const NOT_OURS: readonly string[] = [...DATABASE_VARIABLES, 'REDIS_URL', 'SOLANA_RPC_URLS', 'DATA_DIR'];
/** Past the time the campaigns should take. */
const PATIENCE_MS = 180_000;

type Report = Verdict & { readonly seconds: number };

async function rehearse(options: RehearsalOptions, say: (line: string) => void, stops: StopList): Promise<Report> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-rehearsal-'));
  await stops.add(async () => fs.rmSync(dataDir, { recursive: true, force: true }));
  const given = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_OURS.includes(name)));
  // It does in a minute what people do in a day.
  const env = { ...given, RATE_LIMIT_FACTOR: '1000' };
  const workers = Number(process.env['WORKERS'] ?? 1);
  const stack = await startStack({ dataDir, port: await freePort(), env, stops, workers, console: false });
  const rpcUrl = stack.chain.rpcUrls[0] ?? '';
  const api = createApiClient({ url: stack.url, webSocketImpl: WebSocket });
  await stops.add(() => api.close());

  const startedAt = Date.now();
  const shares = sharesOf(options);
  say(`The stack is up; ${options.trades} trades by ${options.wallets} wallets begin.`);
  const { campaignIds, wallets } = await startCampaigns(api, rpcUrl, shares);
  await Promise.race([untilEnded(api, shares, say), stack.failed.then((failure) => Promise.reject(failure))]);
  const executions = (await Promise.all(campaignIds.map((id) => executionsOf(api, id)))).flat();
  const ledgers = await wholeLedgers(api, executions);
  const verdict = judge(executions, ledgers, await countChain(rpcUrl, wallets));
  return { ...verdict, seconds: Math.round((Date.now() - startedAt) / 1000) };
}

async function untilEnded(api: ApiClient, shares: readonly number[], say: (line: string) => void): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS + Math.max(...shares) * 1_000;
  let before = -1;
  while (Date.now() < deadline) {
    const ended = await countEnded(api);
    if (ended !== before) say(`${ended} of ${shares.length} campaigns have ended.`);
    if (ended === shares.length) return;
    before = ended;
    await sleep(1_000);
  }
  throw new Error('The campaigns did not come to their end in time.');
}

/** The ledgers once they are whole up to the last fill. */
async function wholeLedgers(api: ApiClient, executions: readonly Execution[]): Promise<LedgerWallet[]> {
  const last = BigInt(Math.max(...executions.map(({ fill }) => Number(fill?.slot ?? 0))));
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const ledgers = await ledgersOf(api);
    if (ledgers.every(({ ledger }) => BigInt(ledger?.slot ?? 0) >= last)) return ledgers;
    if (Date.now() > deadline) throw new Error('The ledger did not catch up with the chain.');
    await sleep(500);
  }
}

function table(report: Report): string {
  const ms = (value: number | null) => (value === null ? '–' : `${value} ms`);
  const rows: [string, string][] = [
    ['intents', String(report.intents)],
    ['landed exactly once', String(report.landed)],
    ['landed with an error', String(report.failed)],
    ['lost', String(report.lost)],
    ['doubled', String(report.doubled)],
    ['ledger equals chain', report.ledgerEqualsChain ? 'yes, to the lamport' : 'NO'],
    ['due → signed, p95', ms(report.dueToSignedP95Ms)],
    ['due → confirmed, p95', ms(report.dueToConfirmedP95Ms)],
    ['time', `${report.seconds} s`],
  ];
  return rows.map(([name, value]) => `  ${name.padEnd(22)} ${value}`).join('\n');
}

const passed = (report: Report): boolean =>
  report.intents > 0 && report.landed === report.intents && report.doubled === 0 && report.ledgerEqualsChain;

async function main(args: readonly string[]): Promise<number> {
  const stops = new StopList();
  const interrupted = once(process, 'SIGTERM').then(() => Promise.reject(new Error('Interrupted.')));
  try {
    const options = readRehearsalOptions(args);
    const say = (line: string) => process.stderr.write(`${line}\n`);
    const report = await Promise.race([rehearse(options, say, stops), interrupted]);
    console.log(`\n${table(report)}\n`);
    const { intents: _intents, ...line } = report;
    if (options.json) console.log(JSON.stringify(line));
    return passed(report) ? 0 : 1;
  } catch (error) {
    console.error(describeFailure(error));
    return 1;
  } finally {
    await stops.stop();
  }
}

process.on('SIGINT', () => undefined);
process.exit(await main(process.argv.slice(2)));
