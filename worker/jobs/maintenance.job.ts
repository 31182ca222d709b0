import { maintenanceJob as payload } from '#core/contracts/queues.ts';
import { keepHouse } from '#core/usecases/maintenance/keep-house.ts';
import { defineJob } from '../kit.ts';

/** Housekeeping for one hour. */
export const maintenanceJob = defineJob({
  queue: 'maintenance',
  payload,
  handle: ({ log, runtime, signal }) => keepHouse({ ...runtime.database, log }, signal),
});
