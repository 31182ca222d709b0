import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@solana/web3.js';
import { closeSocket } from './local-chain.ts';

/** What the process says when it is ready. */
interface Ready {
  readonly type: 'ready';
  readonly rpcUrl: string;
  readonly rpcUrls: readonly string[];
  readonly faultUrl?: string;
  readonly wsUrl: string;
  readonly genesisHash: string;
}

export interface ChainProcess extends Ready {
  readonly child: ChildProcess;
  readonly connection: Connection;
  /** Ends the process with a signal and resolves with its exit code, null after SIGKILL. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts the local chain as its users do. Rejects with what it printed when it ends instead of getting ready. */
export async function startChainProcess(env: Readonly<Record<string, string>>): Promise<ChainProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=source', 'localnet/main.ts'], {
    env: { ...process.env, LOCALNET_PORT: '0', LOCALNET_SLOT_MS: '20', ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += String(chunk);
  });
  const ended = once(child, 'close').then(([code]) => {
    throw new Error(`exit ${String(code)}: ${errors}`);
  });
  ended.catch(() => undefined);
  const [ready] = (await Promise.race([once(child, 'message'), ended])) as [Ready];
  const connection = new Connection(ready.rpcUrl, 'confirmed');
  return {
    ...ready,
    child,
    connection,
    async end(signal) {
      closeSocket(connection);
      const exited = once(child, 'exit');
      child.kill(signal);
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}

/** A folder that is gone when the test ends. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'localnet-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
