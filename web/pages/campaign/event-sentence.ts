/** The log's lines. Pure. */
import { formatPrice, priceOf } from '#client/format/price.ts';
import type { RunStatus } from '#client/generated/operations.ts';
import { type CampaignUnits, withSymbol } from '../../ui/units.ts';
import type { CampaignEvent } from './campaign-event.ts';

export type Tone = 'plain' | 'good' | 'warn' | 'bad';

export interface LogLine {
  readonly title: string;
  readonly detail: string | null;
  readonly tone: Tone;
}

const RUN_TITLES: Readonly<Record<RunStatus, string>> = {
  RUNNING: 'Running',
  PAUSED: 'Paused',
  STOPPING: 'Stopping',
  STOPPED: 'Stopped',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
};

const RUN_TONES: Readonly<Partial<Record<RunStatus, Tone>>> = { RUNNING: 'good', COMPLETED: 'good', FAILED: 'bad' };

/** `SLIPPAGE_TOO_HIGH` → `slippage too high`. */
const words = (code: string): string => code.toLowerCase().replaceAll('_', ' ');

const named = (sequence: number | null): string => (sequence === null ? 'Trade' : `Trade ${sequence}`);

function exchange(event: Extract<CampaignEvent, { input: bigint }>, { input, output }: CampaignUnits): string {
  const price = priceOf(
    { amount: event.input, decimals: input.decimals },
    { amount: event.output, decimals: output.decimals },
  );
  const at = price === null ? '' : ` at ${formatPrice(price)}`;
  return `${withSymbol(event.input, input)} → ${withSymbol(event.output, output, 2)}${at}`;
}

type RunStatusEvent = Extract<CampaignEvent, { kind: 'RUN_STATUS' }>;

/** Why a run ended by itself, and what it left unspent. */
function runDetail({ reason, unspent }: RunStatusEvent, { input }: CampaignUnits): string | null {
  const told = [
    reason === null ? null : words(reason),
    unspent === null ? null : `${withSymbol(unspent, input)} unspent`,
  ];
  return told.filter((part) => part !== null).join(', ') || null;
}

/** What an event says in the log; null for one that this console cannot read. */
export function describeEvent(event: CampaignEvent, units: CampaignUnits): LogLine | null {
  switch (event.kind) {
    case 'RUN_STATUS':
      return {
        title: RUN_TITLES[event.status],
        detail: runDetail(event, units),
        tone: RUN_TONES[event.status] ?? 'plain',
      };
    case 'TRADE_DUE':
      return {
        title: `${named(event.sequence)} is due`,
        detail: withSymbol(event.amountIn, units.input),
        tone: 'plain',
      };
    case 'TRADE_DENIED':
      return { title: `${named(event.sequence)} waits`, detail: event.detail ?? words(event.code), tone: 'warn' };
    case 'TRADE_LANDED':
      return {
        title: `${named(event.sequence)} landed`,
        detail: `${exchange(event, units)}, provisional`,
        tone: 'plain',
      };
    case 'TRADE_FILLED':
      return { title: `${named(event.sequence)} is final`, detail: exchange(event, units), tone: 'good' };
    case 'TRADE_FAILED':
      return { title: `${named(event.sequence)} failed on chain`, detail: event.error, tone: 'bad' };
    case 'TRADE_EXPIRED':
      return { title: `${named(event.sequence)} expired`, detail: words(event.reason), tone: 'warn' };
    case 'TRADE_CANCELLED':
      return { title: `${named(event.sequence)} was cancelled`, detail: null, tone: 'plain' };
    case 'UNKNOWN':
      return null;
  }
}
