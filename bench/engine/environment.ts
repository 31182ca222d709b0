/** The environment of a throw-away stack: nothing of the operator's own services. */
const NOT_OURS = [
  'DATABASE_URL',
  'DATABASE_MIGRATION_URL',
  'DATABASE_SIGNER_URL',
  'REDIS_URL',
  'SOLANA_RPC_URLS',
  'DATA_DIR',
];

export const throwAwayEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_OURS.includes(name))),
  LOG_LEVEL: 'warn',
});
