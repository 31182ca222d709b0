/** Postgres' own refusals, by name. */

const UNIQUE_VIOLATION = '23505';

/** Whether `error` says that the unique constraint or index `name` was broken. */
export const breaksUnique = (error: unknown, name: string): boolean =>
  error instanceof Error &&
  (error as { code?: unknown }).code === UNIQUE_VIOLATION &&
  (error as { constraint?: unknown }).constraint === name;
