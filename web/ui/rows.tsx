import type { ReactNode } from 'react';
import classes from './rows.module.css';

export const Rows = ({ children }: { readonly children: ReactNode }) => <ul className={classes['rows']}>{children}</ul>;

interface RowProps {
  /** What it is, in words. */
  readonly words: ReactNode;
  /** What can be done with it. */
  readonly children?: ReactNode;
}

/** One thing of a list: words on the left, buttons on the right, one above the other on a phone. */
export const Row = ({ words, children }: RowProps) => (
  <li className={classes['row']}>
    <div className={classes['words']}>{words}</div>
    {children}
  </li>
);

/** The quiet line below what a row is about. */
export const Note = ({ children }: { readonly children: ReactNode }) => <p className={classes['note']}>{children}</p>;

/** Says in a card that there is nothing, and why. */
export const Empty = ({ children }: { readonly children: ReactNode }) => <p className={classes['empty']}>{children}</p>;
