/** Bundles the prover with the machine of some checkout, and runs jobs of it in threads of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { Answer, Job } from './thread.ts';

/** Garbage is mostly young: room for it spares most of its collection. */
const YOUNG_MB = 64;

export interface Prover {
  /** @throws what the schedules threw where nobody caught it */
  run<Kind extends Job['kind']>(job: Extract<Job, { kind: Kind }>): Promise<Answer<Kind>>;
  remove(): void;
}

/** @param root a checkout: `core`, `tests/prove`, `package.json` and `node_modules` */
export async function bundleProver(root: string): Promise<Prover> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-prove-'));
  const outfile = path.join(folder, 'thread.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['tests/prove/thread.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    conditions: ['source'],
    logLevel: 'error',
  });
  return {
    run: (job) => runInThread(outfile, job),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function runInThread<Kind extends Job['kind']>(file: string, job: Extract<Job, { kind: Kind }>): Promise<Answer<Kind>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: job, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    worker.once('message', (answer: Answer<Kind>) => resolve(answer));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a thread ended without an answer (exit code ${code})`)));
  });
}
