/** Delivery of work that sends no transaction. A job that is lost is handed over again by who planned it. */
import type { MaintenanceJob } from '#core/contracts/queues.ts';

export interface TaskQueue {
  /** Handed over twice for one hour, it is one job. Never throws: Redis may be down. */
  enqueueMaintenance(job: MaintenanceJob): Promise<void>;
}
