import { Link } from '@tanstack/react-router';
import { formatBps } from '#client/format/amounts.ts';
import { formatDuration } from '#client/format/duration.ts';
import { formatPrice } from '#client/format/price.ts';
import { Copyable } from '../../ui/copyable.tsx';
import { Crumbs } from '../../ui/crumbs.tsx';
import { shownStatus } from '../../ui/shown-status.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { type CampaignUnits, withSymbol } from '../../ui/units.ts';
import type { Campaign } from './campaign.ts';
import type { FeedStatus } from './campaign-feed.ts';
import classes from './campaign-header.module.css';
import { Controls } from './controls.tsx';
import { LiveIndicator } from './live-indicator.tsx';
import { OPERATION_WORDS } from './operations.ts';
import { routeHelp, routeName } from './route-words.ts';
import { useOperation } from './use-operation.ts';

interface CampaignHeaderProps {
  readonly campaign: Campaign;
  readonly units: CampaignUnits;
  readonly feed: FeedStatus;
}

/** What the campaign is, how it stands, and what can be done about it. */
export function CampaignHeader({ campaign, units, feed }: CampaignHeaderProps) {
  const operation = useOperation(campaign);
  const underway = operation.underway === null ? null : OPERATION_WORDS[operation.underway].underway;
  return (
    <header className={classes['header']}>
      <Crumbs>
        <Link to="/campaigns">Campaigns</Link>
      </Crumbs>
      <div className={classes['main']}>
        <h1 className={classes['name']}>{campaign.name}</h1>
        <Controls campaign={campaign} operation={operation} />
      </div>
      <div className={classes['state']}>
        <span role="status" aria-label="Status">
          <StatusBadge status={shownStatus(campaign.status, campaign.currentRun?.status ?? null)} underway={underway} />
        </span>
        <LiveIndicator status={feed} />
        <span className="quiet">{plan(campaign, units)}</span>
      </div>
      <dl className={classes['things']}>
        <Thing
          kind="Token"
          name={campaign.token.symbol ?? units.output.symbol}
          address={campaign.token.mint}
          what="token's mint"
        />
        <Thing
          kind="Pool"
          name={`${units.output.symbol}/${units.input.symbol}`}
          address={campaign.pool.address}
          what="pool address"
        />
        <div className={classes['thing']}>
          <dt>Route</dt>
          <dd>
            {routeName(campaign)} <span className="quiet">{routeHelp(campaign)}</span>
          </dd>
        </div>
        <Thing kind="Wallet" name={campaign.wallet.label} address={campaign.wallet.address} what="wallet address" />
      </dl>
    </header>
  );
}

/** The plan in one line: `Buys GATE with 4 SOL over 2 min in 24 trades, slippage up to 1 %`. */
function plan({ twapBuy, slippageBps }: Campaign, { input, output }: CampaignUnits): string {
  const { slices, cadenceSeconds, limitPrice } = twapBuy;
  const pace = slices === null ? `every ${formatDuration(cadenceSeconds ?? 0)}` : `in ${slices} trades`;
  const limit = limitPrice === null ? '' : `, at ${formatPrice(limitPrice)} at most`;
  return `Buys ${output.symbol} with ${withSymbol(BigInt(twapBuy.budget), input)} over ${formatDuration(twapBuy.durationSeconds)}, ${pace}, slippage up to ${formatBps(slippageBps)}${limit}`;
}

interface ThingProps {
  readonly kind: string;
  readonly name: string;
  readonly address: string;
  readonly what: string;
}

const Thing = ({ kind, name, address, what }: ThingProps) => (
  <div className={classes['thing']}>
    <dt>{kind}</dt>
    <dd>
      {name} <Copyable value={address} name={what} />
    </dd>
  </div>
);
