import { useComputedColorScheme } from '@mantine/core';
import {
  createChart,
  createSeriesMarkers,
  type DeepPartial,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type LineData,
  LineSeries,
  LineStyle,
  type Time,
  type TimeChartOptions,
  type UTCTimestamp,
} from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import { formatPrice } from '#client/format/price.ts';
import { clock } from '../../ui/time.tsx';
import { axisStep, type PricePoint } from './chart-data.ts';
import classes from './price-chart.module.css';

export interface PriceChartProps {
  /** Oldest first. */
  readonly points: readonly PricePoint[];
  /** Drawn as a dashed line. */
  readonly average: number | null;
  /** The chart in words, for those who do not see it. */
  readonly label: string;
}

interface Parts {
  readonly chart: IChartApi;
  readonly line: ISeriesApi<'Line'>;
  readonly markers: ISeriesMarkersPluginApi<Time>;
}

/** The chart thinks in UTC; people read the clock of where they are. */
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
const toMillis = (time: Time): number => Number(time) * 1_000;

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The chart draws on a canvas, so the page's colours are read out for it. */
const looks = (): DeepPartial<TimeChartOptions> => ({
  layout: {
    background: { color: 'transparent' },
    textColor: colour('--ink-3'),
    fontFamily: getComputedStyle(document.body).fontFamily,
    attributionLogo: true,
  },
  grid: { vertLines: { visible: false }, horzLines: { color: colour('--line') } },
  rightPriceScale: { borderVisible: false, entireTextOnly: true, scaleMargins: { top: 0.12, bottom: 0.12 } },
  timeScale: { borderColor: colour('--line'), tickMarkFormatter: (time: Time) => clock.format(toMillis(time)) },
  crosshair: {
    vertLine: { labelBackgroundColor: colour('--accent') },
    horzLine: { labelBackgroundColor: colour('--accent') },
  },
  // The whole run is always in view, and a finger or wheel on the chart scrolls the page.
  handleScroll: false,
  handleScale: false,
  localization: {
    priceFormatter: (price: number) => formatPrice(price.toFixed(12)),
    timeFormatter: (time: Time) => moment.format(toMillis(time)),
  },
});

function build(container: HTMLElement): Parts {
  const chart = createChart(container, { autoSize: true, ...looks() });
  const line = chart.addSeries(LineSeries, { lineWidth: 2, priceLineVisible: false });
  return { chart, line, markers: createSeriesMarkers(line) };
}

function draw({ line, markers }: Parts, points: readonly PricePoint[]): void {
  const settled = colour('--flow-spent');
  const provisional = colour('--flow-committed');
  const at = (point: PricePoint) => ({ time: point.time as UTCTimestamp, color: point.final ? settled : provisional });
  line.applyOptions({ priceFormat: { type: 'price', minMove: axisStep(points.at(-1)?.price ?? 0) } });
  line.setData(points.map((point): LineData => ({ ...at(point), value: point.price })));
  markers.setMarkers(
    points.map((point) => ({ ...at(point), position: 'inBar', shape: 'circle', size: point.final ? 0.7 : 0.5 })),
  );
}

/** Price per fill as a line with a mark at each fill; what is not final yet is lighter. */
export function PriceChart({ points, average, label }: PriceChartProps) {
  const container = useRef<HTMLDivElement>(null);
  const parts = useRef<Parts | null>(null);
  const scheme = useComputedColorScheme('light');

  useEffect(() => {
    if (container.current === null) return;
    const built = build(container.current);
    parts.current = built;
    return () => {
      parts.current = null;
      built.chart.remove();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours read inside change with the scheme
  useEffect(() => {
    if (parts.current === null) return;
    parts.current.chart.applyOptions(looks());
    draw(parts.current, points);
  }, [points, scheme]);

  const count = points.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the whole is shown anew when fills are added
  useEffect(() => parts.current?.chart.timeScale().fitContent(), [count]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the line's colour changes with the scheme
  useEffect(() => {
    const line = parts.current?.line;
    if (line === undefined || average === null) return;
    const drawn = line.createPriceLine({
      price: average,
      color: colour('--ink-3'),
      lineStyle: LineStyle.Dashed,
      lineWidth: 1,
      title: 'average',
    });
    return () => {
      if (parts.current !== null) line.removePriceLine(drawn);
    };
  }, [average, scheme]);

  return <div ref={container} className={classes['chart']} role="img" aria-label={label} />;
}
