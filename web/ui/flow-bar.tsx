import { formatShare } from '#client/format/amounts.ts';
import classes from './flow-bar.module.css';

interface FlowBarProps {
  /** Base units of the input token. */
  readonly budget: bigint;
  readonly spent: bigint;
  readonly committed: bigint;
  readonly label: string;
  readonly thick?: boolean;
}

/** How much of a budget has gone through the gate, and how much is on its way. */
export function FlowBar({ budget, spent, committed, label, thick = false }: FlowBarProps) {
  const share = formatShare(spent, budget);
  return (
    <div
      className={classes['track']}
      data-thick={thick || undefined}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Number(share)}
      aria-valuetext={`${share} per cent spent`}
    >
      <div className={classes['spent']} style={{ width: `${share}%` }} />
      <div className={classes['committed']} style={{ width: `${formatShare(committed, budget)}%` }} />
    </div>
  );
}
