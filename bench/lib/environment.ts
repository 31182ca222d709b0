import { DATABASE_VARIABLES } from '../../scripts/lib/database.mjs';

/** The environment of a throw-away stack: nothing of the operator's own services. */
const NOT_OURS: readonly string[] = [...DATABASE_VARIABLES, 'REDIS_URL', 'SOLANA_RPC_URLS', 'DATA_DIR'];

export const throwAwayEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_OURS.includes(name))),
  LOG_LEVEL: 'warn',
  // Benchmarks measure what is under the limits.
  RATE_LIMIT_FACTOR: '100000',
});
