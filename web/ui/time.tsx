/** Seconds matter here and an AM beside them does not, so clocks have 24 hours everywhere. */
export const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const dated = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** A moment as words alone: `21 Nov, 14:05`. */
export const dateTime = (at: number): string => dated.format(at);

const DAY_MS = 86_400_000;

/** A moment: the time of day for the last 24 hours, the date before that, all of it on hover. */
export function Time({ at }: { readonly at: number }) {
  const recent = Date.now() - at < DAY_MS;
  return (
    <time dateTime={new Date(at).toISOString()} title={full.format(at)}>
      {(recent ? clock : dated).format(at)}
    </time>
  );
}
