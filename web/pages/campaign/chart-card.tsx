import { Skeleton } from '@mantine/core';
import { lazy, Suspense, useMemo } from 'react';
import { formatPrice } from '#client/format/price.ts';
import { PageMessage } from '../../ui/page-message.tsx';
import type { CampaignUnits } from '../../ui/units.ts';
import classes from './campaign-page.module.css';
import { pricePoints } from './chart-data.ts';
import type { FillRow } from './live-state.ts';

const PriceChart = lazy(async () => ({ default: (await import('./price-chart.tsx')).PriceChart }));

interface ChartCardProps {
  /** Newest first. */
  readonly rows: readonly FillRow[];
  readonly units: CampaignUnits;
  readonly averagePrice: string | null;
}

export function ChartCard({ rows, units, averagePrice }: ChartCardProps) {
  const points = useMemo(() => pricePoints(rows, units), [rows, units]);
  const average = averagePrice === null ? '' : `, on average ${formatPrice(averagePrice)}`;
  return (
    <section className={`card ${classes['panel']}`} aria-labelledby="price-title">
      <div className={classes['panelHead']}>
        <h2 id="price-title">Price per fill</h2>
        <span className="quiet">
          {units.input.symbol} per {units.output.symbol}
        </span>
      </div>
      {points.length === 0 ? (
        <PageMessage title="No fills yet" text="The line begins with the first trade that lands." />
      ) : (
        <Suspense fallback={<Skeleton height={300} radius="md" />}>
          <PriceChart
            points={points}
            average={averagePrice === null ? null : Number(averagePrice)}
            label={`Line chart of ${points.length} fills${average} ${units.input.symbol} per ${units.output.symbol}. The table of fills has the numbers.`}
          />
        </Suspense>
      )}
    </section>
  );
}
