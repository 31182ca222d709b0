/** Every job this worker handles. The start fails when a queue of the catalogue is missing here, or twice. */
import type { Job } from '../kit.ts';
import { tradeBuyJob, tradeSellJob } from './trade.job.ts';

export const JOBS: readonly Job[] = [tradeBuyJob, tradeSellJob];
