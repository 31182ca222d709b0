import { formatShare } from '#client/format/amounts.ts';
import { formatDuration } from '#client/format/duration.ts';
import { formatPrice } from '#client/format/price.ts';
import { FlowBar } from '../../ui/flow-bar.tsx';
import { NextTrade } from '../../ui/next-trade.tsx';
import { type CampaignUnits, SOL, withSymbol } from '../../ui/units.ts';
import { useNow } from '../../ui/use-now.ts';
import type { Run, Summary } from './campaign.ts';
import classes from './progress-card.module.css';

interface ProgressCardProps {
  readonly run: Run;
  readonly units: CampaignUnits;
}

/** How far the run has come: its budget as water through a gate, and its figures. */
export function ProgressCard({ run, units: { input, output } }: ProgressCardProps) {
  const { summary } = run;
  const [budget, spent, committed] = [BigInt(summary.budget), BigInt(summary.spent), BigInt(summary.committed)];
  return (
    <section className={`card numeric ${classes['card']}`} aria-label="Progress">
      <div className={classes['head']}>
        <p className={classes['spent']}>
          <strong data-testid="spent">{withSymbol(spent, input)}</strong>{' '}
          <span className="quiet">
            of {withSymbol(budget, input)} spent · {formatShare(spent, budget)} %
          </span>
        </p>
        <span className="quiet">
          Run {run.number} · <TimeLeft run={run} />
        </span>
      </div>
      <FlowBar budget={budget} spent={spent} committed={committed} label="Budget" thick />
      <p className={classes['legend']}>
        <span data-kind="spent">Spent {withSymbol(spent, input)}</span>
        <span data-kind="committed">Committed {withSymbol(committed, input)}</span>
        <span data-kind="unused">Not yet used {withSymbol(BigInt(summary.unspent) - committed, input)}</span>
      </p>
      <dl className={classes['figures']}>
        <Figure name="Trades" value={summary.trades} note={tradesNote(summary)} />
        <Figure name="Success rate" value={successRate(summary)} />
        <Figure
          name="Average price"
          value={summary.averagePrice === null ? '—' : formatPrice(summary.averagePrice)}
          note={`${input.symbol} per ${output.symbol}`}
        />
        <Figure name="Received" value={withSymbol(BigInt(summary.received), output, 2)} />
        <Figure name="Network fees" value={withSymbol(BigInt(summary.fees) + BigInt(summary.tips), SOL, 6)} />
        <Figure name="Next trade" value={<NextTrade at={summary.nextTradeAt} />} />
      </dl>
    </section>
  );
}

/** A whole count over another, by the counts themselves. */
function successRate({ trades, failed, expired }: Summary): string {
  const ended = trades + failed + expired;
  return ended === 0 ? '—' : `${formatShare(BigInt(trades), BigInt(ended))} %`;
}

function tradesNote({ failed, expired, inFlight }: Summary): string | undefined {
  const notes = [
    [inFlight, 'in flight'],
    [failed, 'failed'],
    [expired, 'expired'],
  ] as const;
  const told = notes.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return told.length === 0 ? undefined : told.join(', ');
}

function TimeLeft({ run }: { readonly run: Run }) {
  const open = run.endedAt === null;
  const now = useNow(open);
  if (!open)
    return <>{formatDuration((Date.parse(run.endedAt ?? run.endsAt) - Date.parse(run.startedAt)) / 1_000)} long</>;
  const seconds = (Date.parse(run.endsAt) - now) / 1_000;
  return <>{seconds <= 0 ? 'ending' : `${formatDuration(seconds)} left`}</>;
}

interface FigureProps {
  readonly name: string;
  readonly value: React.ReactNode;
  readonly note?: string | undefined;
}

const Figure = ({ name, value, note }: FigureProps) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
    {note !== undefined && <dd className={classes['note']}>{note}</dd>}
  </div>
);
