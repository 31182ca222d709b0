/** What a person may do with a campaign, and what to tell them before and after. Pure. */
import { formatDuration } from '#client/format/duration.ts';
import type { CampaignOperation } from '#client/generated/operations.ts';
import { unitsOf, withSymbol } from '../../ui/units.ts';
import type { Campaign } from './campaign.ts';

interface OperationWords {
  readonly label: string;
  /** Shown in the status' place until the server has answered. */
  readonly underway: string;
}

export const OPERATION_WORDS: Readonly<Record<CampaignOperation, OperationWords>> = {
  START: { label: 'Start', underway: 'Starting…' },
  PAUSE: { label: 'Pause', underway: 'Pausing…' },
  RESUME: { label: 'Resume', underway: 'Resuming…' },
  STOP: { label: 'Stop', underway: 'Stopping…' },
};

/** In the order of their buttons. */
export const OPERATIONS: readonly CampaignOperation[] = ['START', 'RESUME', 'PAUSE', 'STOP'];

/** Pausing is what one reaches for in a hurry, and is undone by resuming: it alone asks nothing first. */
export const asksFirst = (operation: CampaignOperation): boolean => operation !== 'PAUSE';

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** How many trades the plan has in all, as far as the parameters say. */
function plannedTrades({ slices, cadenceSeconds, durationSeconds }: Campaign['twapBuy']): number | null {
  if (slices !== null) return slices;
  return cadenceSeconds === null ? null : Math.ceil(durationSeconds / cadenceSeconds);
}

/** Trades of the run that have not been sent: queued ones, and those the plan has not come to yet. */
export function notYetSent(campaign: Campaign): number {
  const summary = campaign.currentRun?.summary;
  if (summary === undefined) return 0;
  const queued = Math.max(0, summary.pending - summary.inFlight);
  const planned = plannedTrades(campaign.twapBuy) ?? 0;
  const past = summary.trades + summary.failed + summary.expired + summary.inFlight;
  return Math.max(queued, planned - past);
}

/** `1 in flight is driven to its end`; null when nothing is in flight. */
function inFlightSentence(campaign: Campaign): string | null {
  const count = campaign.currentRun?.summary.inFlight ?? 0;
  return count === 0
    ? null
    : `${counted(count, 'trade')} in flight ${count === 1 ? 'is driven to its end' : 'are driven to their end'}.`;
}

function startConsequences(campaign: Campaign): string[] {
  const { input, output } = unitsOf(campaign);
  const { budget, durationSeconds, limitPrice } = campaign.twapBuy;
  const trades = plannedTrades(campaign.twapBuy);
  const pace = trades === null ? '' : ` in ${counted(trades, 'trade')}`;
  const sentences = [
    `Up to ${withSymbol(BigInt(budget), input, input.decimals)} of the wallet “${campaign.wallet.label}” buys ${output.symbol}, over ${formatDuration(durationSeconds)}${pace}.`,
    'Network fees and the rent of a token account come on top.',
  ];
  if (limitPrice !== null) sentences.push(`Nothing is bought above ${limitPrice} ${input.symbol} each.`);
  return sentences;
}

function resumeConsequences(campaign: Campaign): string[] {
  const { input } = unitsOf(campaign);
  const unspent = withSymbol(BigInt(campaign.currentRun?.summary.unspent ?? 0), input);
  return [
    `Trading goes on at once. The ${unspent} not yet spent are spread over the time that is left, within the bounds of one trade.`,
    'What does not fit in that time stays unspent.',
  ];
}

function stopConsequences(campaign: Campaign): string[] {
  const { input } = unitsOf(campaign);
  const unsent = notYetSent(campaign);
  const unspent = withSymbol(BigInt(campaign.currentRun?.summary.unspent ?? 0), input);
  return [
    unsent === 0
      ? 'No further trade is made.'
      : `${counted(unsent, 'trade')} not yet sent ${unsent === 1 ? 'is' : 'are'} cancelled.`,
    inFlightSentence(campaign),
    `What is not spent by then, up to ${unspent}, stays in the wallet. The run ends for good.`,
  ].filter((sentence) => sentence !== null);
}

/** What will happen, in sentences, should the person go ahead. */
export function consequences(operation: CampaignOperation, campaign: Campaign): string[] {
  switch (operation) {
    case 'START':
      return startConsequences(campaign);
    case 'RESUME':
      return resumeConsequences(campaign);
    case 'STOP':
      return stopConsequences(campaign);
    case 'PAUSE':
      return ['Nothing new is signed from now on.', inFlightSentence(campaign)].filter((sentence) => sentence !== null);
  }
}

/** What to tell once the server has said yes. */
export function announcement(operation: CampaignOperation, campaign: Campaign): { title: string; message: string } {
  const inFlight = inFlightSentence(campaign);
  switch (operation) {
    case 'START':
      return { title: 'Started', message: campaign.name };
    case 'RESUME':
      return { title: 'Resumed', message: campaign.name };
    case 'PAUSE':
      return { title: 'Paused', message: consequences('PAUSE', campaign).join(' ') };
    case 'STOP':
      return { title: inFlight === null ? 'Stopped' : 'Stopping', message: inFlight ?? campaign.name };
  }
}
