import type { ReactNode } from 'react';
import classes from './tag.module.css';

interface TagProps {
  readonly tone?: 'good' | 'warn' | 'bad' | 'quiet';
  readonly children: ReactNode;
}

/** A word or two about how a thing stands. */
export const Tag = ({ tone = 'quiet', children }: TagProps) => (
  <span className={classes['tag']} data-tone={tone}>
    {children}
  </span>
);
