/**
 * `npm run fuzz -- --operations 50000 --seed 1 --json`: the whole stack in a throw-away folder on free ports, and thousands of random
 * operations against its public API. Exit code 0 only if no answer was a fault of ours, the memory of the server is stable, and it
 * is well afterwards.
 */
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Connection } from '@solana/web3.js';
import { createDemo } from '../../localnet/tools/demo.ts';
import { setPlatformRole } from '../../scripts/lib/admin.mjs';
import { describeFailure } from '../../scripts/lib/failure.mjs';
import { freePort } from '../../scripts/lib/ports.mjs';
import { type Stack, startStack } from '../../scripts/lib/stack.mjs';
import { StopList } from '../../scripts/lib/stop-list.mjs';
import { type Fuzzed, fuzz } from './fuzz.ts';
import { type FuzzSettings, readFuzzOptions } from './options.ts';
import { createPerson } from './person.ts';
import { judge, type MemorySample, type Verdict } from './verdict.ts';

/** What would make the stack anything but throw-away. */
const NOT_OURS = /^(DATABASE_|REDIS_URL$|SOLANA_RPC_URLS$|DATA_DIR$|MASTER_KEYS$|AUTH_SECRET$)/;
const SAMPLES = 20;

type Report = Fuzzed & Verdict & { readonly seconds: number; readonly memory: readonly MemorySample[] };

async function start(stops: StopList): Promise<Stack> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-fuzz-'));
  await stops.add(async () => fs.rmSync(dataDir, { recursive: true, force: true }));
  const given = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_OURS.test(name)));
  const env = { ...given, RATE_LIMIT_FACTOR: '1000000', LOG_LEVEL: 'error' };
  return startStack({ dataDir, port: await freePort(), env, stops, workers: 1, console: false });
}

async function run(settings: FuzzSettings, say: (line: string) => void, stops: StopList): Promise<Report> {
  const stack = await start(stops);
  const promote = (email: string) => setPlatformRole(stack.database.DATABASE_MIGRATION_URL, email, 'admin');
  const demo = await createDemo(new Connection(stack.chain.rpcUrls[0] ?? '', 'confirmed'));
  const meter = await createMeter(stack.url, promote);
  const memory: MemorySample[] = [];
  const startedAt = Date.now();
  const every = Math.max(1, Math.floor(settings.operations / SAMPLES));
  const fuzzed = await fuzz({
    ...{ ...settings, url: stack.url, promote },
    known: [demo.token.mint.toBase58(), demo.pool.pool.toBase58()],
    async onProgress(done) {
      if (done % every !== 0) return;
      const bytes = await meter();
      memory.push({ operations: done, bytes });
      say(`${done} operations, ${Math.round(bytes / 2 ** 20)} MiB`);
    },
  });
  const health = await fetch(`${stack.url}/health/ready`);
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  return { ...fuzzed, ...judge(fuzzed, memory, health.status), seconds, memory };
}

const HEALTH = '{ systemHealth { processes { kind rssBytes } } }';

/** The memory of the server process in bytes, as it tells of itself. */
async function createMeter(url: string, promote: (email: string) => Promise<void>): Promise<() => Promise<number>> {
  const observer = await createPerson(url);
  await promote(observer.email);
  return async () => {
    const { text } = await observer.overHttp({ kind: 'query', query: HEALTH, variables: {} });
    const { data } = JSON.parse(text) as {
      data?: { systemHealth?: { processes: { kind: string; rssBytes: number }[] } } | null;
    };
    return data?.systemHealth?.processes.find(({ kind }) => kind === 'SERVER')?.rssBytes ?? 0;
  };
}

async function main(args: readonly string[]): Promise<number> {
  const stops = new StopList();
  const interrupted = once(process, 'SIGTERM').then(() => Promise.reject(new Error('Interrupted.')));
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    const { json, ...settings } = readFuzzOptions(args);
    const report = await Promise.race([run(settings, say, stops), interrupted]);
    for (const { what, operation, answer } of report.findings)
      say(`${what}\n  ${operation.query}\n  ${JSON.stringify(operation.variables)}\n  ${answer}`);
    if (json) process.stdout.write(`${JSON.stringify({ ...report, findings: report.findings.length })}\n`);
    else say(`${report.operations} operations: ${report.passed ? 'all well' : report.faults.join('; ')}`);
    return report.passed ? 0 : 1;
  } catch (error) {
    say(describeFailure(error));
    return 1;
  } finally {
    await stops.stop();
  }
}

process.on('SIGINT', () => undefined);
process.exit(await main(process.argv.slice(2)));
