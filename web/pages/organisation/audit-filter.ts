/** The search of the audit log, from what a person wrote. */
import type { AuditFilterInput } from '#client/generated/operations.ts';

export interface AuditSearch {
  action: string;
  text: string;
  /** A day as `<input type="date">` has it, in the person's own time zone; empty for no bound. */
  from: string;
  to: string;
}

export const NO_SEARCH: AuditSearch = { action: '', text: '', from: '', to: '' };

/** Midnight at the start of the day, `days` later, where the person is. */
function midnight(day: string, days: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + days).toISOString();
}

/** Fields that were left empty ask for nothing; the last day is part of what is found. Actions are in small letters. */
export function filterOf({ action, text, from, to }: AuditSearch): AuditFilterInput {
  return {
    ...(action.trim() !== '' && { action: action.trim().toLowerCase() }),
    ...(text.trim() !== '' && { text: text.trim() }),
    ...(from !== '' && { from: midnight(from, 0) }),
    ...(to !== '' && { to: midnight(to, 1) }),
  };
}
