import { isRehearsalCluster } from '../../clusters.ts';
import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** G-05: strategies that make volume run where it can deceive nobody. There is no override. */
export const rehearsalOnlyGuard: Guard = ({ campaign, chain }) => {
  if (campaign === null) return null;
  if (campaign.rehearsalOnly === null) return denial('STRATEGY_UNKNOWN');
  return campaign.rehearsalOnly && !isRehearsalCluster(chain.cluster)
    ? denial('REHEARSAL_ONLY', { chain: chain.cluster })
    : null;
};
