import { type ReactNode, useId } from 'react';
import classes from './card.module.css';

interface CardProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** One part of the page, named by its heading. */
export function Card({ title, children }: CardProps) {
  const id = useId();
  return (
    <section className={`card ${classes['card']}`} aria-labelledby={id}>
      <h2 id={id} className={classes['cardTitle']}>
        {title}
      </h2>
      {children}
    </section>
  );
}

/** `warn`: look at it. `bad`: it is away. Said in words beside it, never by the colour alone. */
export type LampState = 'good' | 'warn' | 'bad';

export const Lamp = ({ state }: { readonly state: LampState }) => (
  <span className={classes['lamp']} data-state={state} aria-hidden="true" />
);

interface TableProps {
  /** What its rows are, for those who cannot see it. */
  readonly label: string;
  readonly columns: readonly string[];
  /** Of words rather than figures: aligned at their start, and on a phone each row is a paragraph. */
  readonly words?: boolean;
  readonly children: ReactNode;
}

/** A table that scrolls sideways by itself on a phone. */
export const Table = ({ label, columns, words = false, children }: TableProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: without a tab stop no key scrolls it (WCAG 2.1.1)
  <section className={classes['scroll']} tabIndex={0} aria-label={label}>
    <table className={`numeric ${classes['table']}`} data-words={words || undefined}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </section>
);
