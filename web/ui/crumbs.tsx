import type { ReactNode } from 'react';
import classes from './crumbs.module.css';

/** The way back to the list that a page's thing is of. */
export const Crumbs = ({ children }: { readonly children: ReactNode }) => (
  <nav aria-label="Breadcrumb" className={classes['crumbs']}>
    {children}
  </nav>
);
