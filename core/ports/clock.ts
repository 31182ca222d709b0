/** Time as a process sees it. Due work is decided by Postgres' clock instead. */
export interface Clock {
  now(): Date;
}
