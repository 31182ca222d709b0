import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/**
 * A campaign's trade is the campaign's to the letter: its wallet, pool, mints, side, slippage, route and limit price. Whoever made
 * the intent may have been taken over; the campaign is a person's, and nobody but the server writes it (W-03).
 */
export const campaignTermsGuard: Guard = ({ campaign }) =>
  campaign === null || campaign.differences.length === 0
    ? null
    : denial('INTENT_DIFFERS_FROM_CAMPAIGN', { terms: campaign.differences.join(', ') });
