import { Link } from '@tanstack/react-router';
import { formatShare } from '#client/format/amounts.ts';
import { formatPrice } from '#client/format/price.ts';
import type { CampaignsQuery } from '#client/generated/operations.ts';
import { FlowBar } from '../../ui/flow-bar.tsx';
import { NextTrade } from '../../ui/next-trade.tsx';
import { shownStatus } from '../../ui/shown-status.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { unitsOf, withSymbol } from '../../ui/units.ts';
import classes from './campaigns-page.module.css';

type Campaign = CampaignsQuery['campaigns']['edges'][number]['node'];

/** One campaign of the list; the whole card is the link. */
export function CampaignCard({ campaign }: { readonly campaign: Campaign }) {
  const { input, output } = unitsOf(campaign);
  const run = campaign.currentRun;
  return (
    <Link to="/campaigns/$campaignId" params={{ campaignId: campaign.id }} className={`card ${classes['card']}`}>
      <div className={classes['head']}>
        <h2 className={classes['name']}>{campaign.name}</h2>
        <StatusBadge status={shownStatus(campaign.status, run?.status ?? null)} />
      </div>
      <p className={classes['pair']}>
        Buys {output.symbol} with {input.symbol}
      </p>
      {run ? <RunFigures run={run} campaign={campaign} /> : <p className={classes['idle']}>Not started yet</p>}
    </Link>
  );
}

function RunFigures({
  run,
  campaign,
}: {
  readonly run: NonNullable<Campaign['currentRun']>;
  readonly campaign: Campaign;
}) {
  const { input } = unitsOf(campaign);
  const { summary } = run;
  const [budget, spent, committed] = [BigInt(summary.budget), BigInt(summary.spent), BigInt(summary.committed)];
  return (
    <>
      <FlowBar budget={budget} spent={spent} committed={committed} label={`Budget of ${campaign.name}`} />
      <dl className={`numeric ${classes['figures']}`}>
        <Figure name="Spent" value={`${withSymbol(spent, input)} · ${formatShare(spent, budget)} %`} />
        <Figure name="Trades" value={String(summary.trades)} />
        <Figure name="Average price" value={summary.averagePrice === null ? '—' : formatPrice(summary.averagePrice)} />
        {run.endedAt === null ? (
          <Figure name="Next trade" value={<NextTrade at={summary.nextTradeAt} />} />
        ) : (
          <Figure name="Ended" value={<Time at={Date.parse(run.endedAt)} />} />
        )}
      </dl>
    </>
  );
}

const Figure = ({ name, value }: { readonly name: string; readonly value: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);
