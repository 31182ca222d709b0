import type { ReactNode } from 'react';
import { Crumbs } from './crumbs.tsx';
import classes from './page.module.css';

interface PageProps {
  readonly title: string;
  /** The way back, above the title. */
  readonly crumbs?: ReactNode;
  /** A line about it, below the title. */
  readonly lead?: ReactNode;
  /** What can be done with all of it. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page of cards under its title. */
export const Page = ({ title, crumbs, lead, actions, children }: PageProps) => (
  <>
    {crumbs && <Crumbs>{crumbs}</Crumbs>}
    <div className={classes['head']}>
      <div>
        <h1 className={classes['title']}>{title}</h1>
        {lead}
      </div>
      {actions}
    </div>
    <div className={classes['stack']}>{children}</div>
  </>
);
