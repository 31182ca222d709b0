import type { FeedStatus } from './campaign-feed.ts';
import classes from './live-indicator.module.css';

const WORDS: Readonly<Record<FeedStatus, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
};

/** Whether what the page shows is what is happening. */
export function LiveIndicator({ status }: { readonly status: FeedStatus }) {
  return (
    <span className={classes['indicator']} data-status={status} role="status">
      <span className={classes['dot']} aria-hidden="true" />
      {WORDS[status]}
    </span>
  );
}
