/**
 * The server process: GraphQL, health and the console on one port. It says `ready` to its parent once it listens; on SIGTERM, or
 * when the parent is gone, it ends its sockets and requests. Ctrl-C reaches every process of a terminal, so that is the parent's.
 */
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { BEAT_MS } from '#core/domain/health/process.ts';
import { createServerRuntime, readServerConfig } from '#core/runtime/server.ts';
import { createApp } from './app.ts';
import { createLogger } from './logger.ts';

const CONSOLE = fileURLToPath(new URL('../web/dist', import.meta.url));

async function main(): Promise<void> {
  const config = readServerConfig();
  const log = createLogger(config.LOG_LEVEL);
  const runtime = await createServerRuntime(config, log);
  const app = await createApp({ runtime, log, consoleFolder: CONSOLE });
  const url = await listen(app, config.HOST, config.PORT);

  const beat = (): void => void runtime.heartbeat.beat({}).catch(() => undefined); // the next one will do
  const beating = setInterval(beat, BEAT_MS);
  beat();

  let stopping = false;
  const stop = async (why: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'stopping');
    clearInterval(beating);
    await app.close();
    await runtime.heartbeat.end().catch(() => undefined);
    await runtime.close();
    process.exit(0);
  };
  process.on('SIGINT', () => undefined);
  process.once('SIGTERM', () => void stop('SIGTERM'));
  process.once('disconnect', () => void stop('the parent is gone'));
  process.send?.({ type: 'ready', url });
}

/** @throws Error in one sentence when the port is taken */
async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} on ${host} is taken by another program: stop it, or set PORT to a free one.`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
