import type { LiveCampaignQuery } from '#client/generated/operations.ts';

/** A campaign as its page reads it. */
export type Campaign = LiveCampaignQuery['campaign'];
export type Run = NonNullable<Campaign['currentRun']>;
export type Summary = Run['summary'];
