/** The chart's points from fills. The only place where a price becomes a floating-point number: to be drawn. */
import { priceOf } from '#client/format/price.ts';
import type { CampaignUnits } from '../../ui/units.ts';
import type { FillRow } from './live-state.ts';

export interface PricePoint {
  /** Seconds since 1970, with a fraction; strictly rising, as the chart demands. */
  readonly time: number;
  readonly price: number;
  readonly final: boolean;
}

/** Fills of the same instant are drawn this far apart, in seconds. */
const STEP = 0.001;

/** Oldest first. `rows` are newest first, as {@link newestFirst} gives them; a row without a price is left out. */
export function pricePoints(rows: readonly FillRow[], { input, output }: CampaignUnits): PricePoint[] {
  const points: PricePoint[] = [];
  for (const row of rows.toReversed()) {
    const price = priceOf(
      { amount: row.input, decimals: input.decimals },
      { amount: row.output, decimals: output.decimals },
    );
    if (price === null) continue;
    const previous = points.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
    points.push({ time: Math.max(row.at / 1_000, previous + STEP), price: Number(price), final: row.final });
  }
  return points;
}

/** The smallest price step worth an axis label: six significant digits of `price`. */
export function axisStep(price: number): number {
  return price > 0 ? 10 ** (Math.floor(Math.log10(price)) - 5) : 1e-6;
}
