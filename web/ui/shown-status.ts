import type { CampaignStatus, RunStatus } from '#client/generated/operations.ts';
import type { ShownStatus } from './status-badge.tsx';

/** What to call a campaign: an active one whose run is stopping is stopping; one whose run failed has failed. */
export function shownStatus(campaign: CampaignStatus, run: RunStatus | null): ShownStatus {
  if (run === 'STOPPING') return 'STOPPING';
  if (run === 'FAILED' && campaign !== 'DRAFT') return 'FAILED';
  return campaign;
}
