/**
 * The signer as a process. It says `ready` to its parent once its socket takes requests; on SIGTERM, or when the parent is gone,
 * it answers what it was asked and ends. Ctrl-C reaches every process of a terminal, so it leaves that to the parent.
 */
import { pino } from 'pino';
import { openSigner, readSignerConfig } from '#core/runtime/signer.ts';
import { bareError, closeProcess, refuseOpenMemory } from './hardening.ts';
import { serveSigner } from './server.ts';

async function main(): Promise<void> {
  refuseOpenMemory(process.execArgv, process.env['NODE_OPTIONS']);
  closeProcess();
  const config = readSignerConfig();
  const log = pino({ name: 'signer', level: config.LOG_LEVEL, serializers: { err: bareError } });
  const signer = await openSigner(config);
  const server = await serveSigner({ signer, socketPath: config.SIGNER_SOCKET, log });

  let stopping = false;
  const stop = async (why: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'stopping');
    await server.close();
    await signer.close();
    process.exit(0);
  };
  process.on('SIGINT', () => undefined);
  process.once('SIGTERM', () => void stop('SIGTERM'));
  process.once('disconnect', () => void stop('the parent is gone'));
  process.send?.({ type: 'ready' });
  log.info({ socket: config.SIGNER_SOCKET }, 'ready');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
