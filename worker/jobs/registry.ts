/** Every job this worker handles. The start fails when a queue that jobs are taken from is missing here, or twice. */
import type { Job } from '../kit.ts';
import { tradeBuyJob, tradeSellJob, withdrawJob } from './intent.job.ts';
import { maintenanceJob } from './maintenance.job.ts';

export const JOBS: readonly Job[] = [tradeBuyJob, tradeSellJob, withdrawJob, maintenanceJob];
