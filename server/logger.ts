/** JSON log lines (O-01). What could let a reader in is left out wherever it stands in a request. */
import { type Logger, pino } from 'pino';

const SECRETS = [
  'authorization',
  'cookie',
  'password',
  'accessToken',
  'refreshToken',
  'sealedKey',
  'headers.authorization',
  'headers.cookie',
  'req.headers.authorization',
  'req.headers.cookie',
];

export const createLogger = (level: string): Logger =>
  pino({ level, base: { process: 'server' }, redact: { paths: SECRETS, censor: '[redacted]' } });
