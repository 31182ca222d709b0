import type { ReactNode } from 'react';
import classes from './scroll-region.module.css';

interface ScrollRegionProps {
  /** The id of the heading that names it. */
  readonly labelledBy: string;
  readonly children: ReactNode;
}

/** A part of the page that scrolls by itself, and can be scrolled from the keyboard. */
export function ScrollRegion({ labelledBy, children }: ScrollRegionProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a tab stop no key scrolls it (WCAG 2.1.1)
    <section className={classes['region']} aria-labelledby={labelledBy} tabIndex={0}>
      {children}
    </section>
  );
}
