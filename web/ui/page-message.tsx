import type { ReactNode } from 'react';
import classes from './page-message.module.css';

interface PageMessageProps {
  readonly title: string;
  readonly text: ReactNode;
  /** What the person may do about it. */
  readonly children?: ReactNode;
  /** Read out at once: for errors. */
  readonly urgent?: boolean;
}

/** A page or card that has nothing to show, and says why. */
export function PageMessage({ title, text, children, urgent = false }: PageMessageProps) {
  return (
    <div className={classes['message']} role={urgent ? 'alert' : undefined}>
      <h2 className={classes['title']}>{title}</h2>
      <p className={classes['text']}>{text}</p>
      {children}
    </div>
  );
}
