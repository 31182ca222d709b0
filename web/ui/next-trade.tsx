import { formatDuration } from '#client/format/duration.ts';
import { useNow } from './use-now.ts';

/** Counts down to the next trade; the clock is this browser's, so a moment past due still reads as now. */
export function NextTrade({ at }: { readonly at: string | null }) {
  const now = useNow(at !== null);
  if (at === null) return <>—</>;
  const seconds = Math.ceil((Date.parse(at) - now) / 1_000);
  return <>{seconds <= 0 ? 'now' : `in ${formatDuration(seconds)}`}</>;
}
