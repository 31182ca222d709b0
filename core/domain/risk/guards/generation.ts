import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** What was decided before a pause, resume, stop or edit is not signed after it. */
export const generationGuard: Guard = ({ campaign, claimedGeneration }) =>
  campaign === null || campaign.generation === claimedGeneration
    ? null
    : denial('GENERATION_CHANGED', { claimed: `${claimedGeneration}`, now: `${campaign.generation}` });
