import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';
import { ColorSchemeToggle } from '../../ui/color-scheme-toggle.tsx';
import { LogoMark } from '../../ui/logo.tsx';
import classes from './auth-frame.module.css';

interface AuthFrameProps {
  readonly title: string;
  readonly lead: ReactNode;
  /** Why the last try did not work, or why one is here. */
  readonly problem: string | null;
  readonly children: ReactNode;
  readonly footer: ReactNode;
}

/** The quiet page around the sign-in and sign-up forms. */
export function AuthFrame({ title, lead, problem, children, footer }: AuthFrameProps) {
  return (
    <div className={classes['page']}>
      <div className={classes['corner']}>
        <ColorSchemeToggle />
      </div>
      <main className={classes['panel']}>
        <div className={classes['brand']}>
          <LogoMark size={44} />
          <span>Sluice</span>
        </div>
        <section className={`card ${classes['card']}`}>
          <h1 className={classes['title']}>{title}</h1>
          <p className={classes['lead']}>{lead}</p>
          {problem !== null && (
            <Alert color="red" variant="light" role="alert" mb="md">
              {problem}
            </Alert>
          )}
          {children}
        </section>
        <p className={classes['footer']}>{footer}</p>
      </main>
      <svg className={classes['water']} viewBox="0 0 1440 320" preserveAspectRatio="none" aria-hidden="true">
        <path d="M0 120c240-70 480-70 720 0s480 70 720 0v200H0Z" />
        <path d="M0 180c240-60 480-60 720 0s480 60 720 0v140H0Z" />
        <path d="M0 240c240-50 480-50 720 0s480 50 720 0v80H0Z" />
      </svg>
    </div>
  );
}
