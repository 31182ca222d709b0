import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** Between `dueAt` and `notAfter`, by Postgres' clock. */
export const timeWindowGuard: Guard = ({ now, intent }) => {
  if (now < intent.dueAt) return denial('NOT_DUE', { dueAt: intent.dueAt.toISOString() });
  if (now > intent.notAfter) return denial('TOO_LATE', { notAfter: intent.notAfter.toISOString() });
  return null;
};
