/**
 * The local chain as a process. Environment: LOCALNET_PORT (8899; 0 = any free pair), LOCALNET_HOST (127.0.0.1),
 * LOCALNET_ENDPOINTS (1; each more is served two ports above the one before), LOCALNET_DATA_DIR (none: in memory),
 * LOCALNET_SLOT_MS (400), LOCALNET_BLOCK_ENGINE_PORT (none: no block engine; 0 = any free pair), LOCALNET_FAULT_PORT (none: no
 * fault switchboard; 0 = any free port), LOCALNET_FAULT_SEED (1). Says `ready` to its parent and in one log line.
 */
import type { FaultOptions } from './faults/switchboard.ts';
import { DEFAULT_SLOT_MS, type Localnet, startLocalnet } from './start.ts';

const DEFAULT_PORT = 8899;
const MAX_PORT = 65_534;
const MAX_ENDPOINTS = 8;

function log(level: 'info' | 'error', msg: string, fields: object = {}): void {
  process.stdout.write(`${JSON.stringify({ level, time: Date.now(), name: 'localnet', msg, ...fields })}\n`);
}

/** A whole number from the environment, within bounds. Throws a sentence for the user. */
function wholeNumber(name: string, fallback: number, least: number, most: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${name} must be a whole number from ${least} to ${most}, not "${text}".`);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** The RPC port of each address. */
function ports(): number[] {
  const count = wholeNumber('LOCALNET_ENDPOINTS', 1, 1, MAX_ENDPOINTS);
  const first = wholeNumber('LOCALNET_PORT', DEFAULT_PORT, 0, MAX_PORT - 2 * (count - 1));
  return Array.from({ length: count }, (_, index) => (first === 0 ? 0 : first + 2 * index));
}

function faults(): FaultOptions | undefined {
  if (!process.env['LOCALNET_FAULT_PORT']) return undefined;
  return {
    port: wholeNumber('LOCALNET_FAULT_PORT', 0, 0, MAX_PORT),
    seed: wholeNumber('LOCALNET_FAULT_SEED', 1, 0, 2 ** 32 - 1),
  };
}

function start(): Promise<Localnet> {
  return startLocalnet({
    ports: ports(),
    faults: faults(),
    host: process.env['LOCALNET_HOST'] || '127.0.0.1',
    dataDir: process.env['LOCALNET_DATA_DIR'] || undefined,
    blockEngine: process.env['LOCALNET_BLOCK_ENGINE_PORT']
      ? { port: wholeNumber('LOCALNET_BLOCK_ENGINE_PORT', 0, 0, MAX_PORT) }
      : undefined,
    slotMs: wholeNumber('LOCALNET_SLOT_MS', DEFAULT_SLOT_MS, 5, 60_000),
    onFault(message, error, fatal) {
      const reason = error instanceof Error ? error.message : String(error);
      if (fatal) fail(`The local chain stops: ${message} (${reason}). Nothing confirmed is lost.`);
      log('error', message, { reason });
    },
  });
}

async function main(): Promise<void> {
  const localnet = await start();
  const stop = async (): Promise<void> => {
    await localnet.stop();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('disconnect', () => void stop());
  // Ctrl-C reaches every process of the terminal; the parent decides when the chain may go.
  process.on('SIGINT', () => undefined);
  const { rpcUrl, rpcUrls, wsUrl, genesisHash, blockEngine, faultUrl } = localnet;
  const addresses = { rpcUrl, rpcUrls, wsUrl, genesisHash, faultUrl, blockEngine: blockEngine?.grpcAddress };
  log('info', 'local chain ready', addresses);
  process.send?.({ type: 'ready', ...addresses });
}

main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
