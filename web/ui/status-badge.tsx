import type { CampaignStatus } from '#client/generated/operations.ts';
import classes from './status-badge.module.css';

/** A campaign's status as people see it: a run that is stopping shows before the campaign has stopped. */
export type ShownStatus = CampaignStatus | 'STOPPING' | 'FAILED';

const NAMES: Readonly<Record<ShownStatus, string>> = {
  DRAFT: 'Draft',
  ACTIVE: 'Active',
  PAUSED: 'Paused',
  STOPPING: 'Stopping',
  STOPPED: 'Stopped',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
};

interface StatusBadgeProps {
  readonly status: ShownStatus;
  /** What is being done about it just now: `Pausing…`. Shown in the status' place until the server has answered. */
  readonly underway?: string | null;
}

export function StatusBadge({ status, underway = null }: StatusBadgeProps) {
  return (
    <span className={classes['badge']} data-status={status} data-underway={underway !== null || undefined}>
      <span className={classes['dot']} aria-hidden="true" />
      {underway ?? NAMES[status]}
    </span>
  );
}
