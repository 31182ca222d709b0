/** Every job this worker handles. The start fails when a queue that jobs are taken from is missing here, or twice. */
import type { Job } from '../kit.ts';
import { maintenanceJob } from './maintenance.job.ts';
import { tradeBuyJob, tradeSellJob } from './trade.job.ts';

export const JOBS: readonly Job[] = [tradeBuyJob, tradeSellJob, maintenanceJob];
