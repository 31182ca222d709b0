/** The generated Prisma client, for what asks for one: better-auth keeps its tables through it. Ours are read with `db.ts`. */
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';

/** A sign-up hashes its password inside its transaction: Prisma's own 5 seconds would be short on a busy machine. */
const TRANSACTION = { maxWait: 10_000, timeout: 30_000 };

/** Opens a client over its own pool of `max` connections. It connects at the first use; end it with `$disconnect`. */
export function openPrisma(options: { url: string; max: number; applicationName: string }): PrismaClient {
  const adapter = new PrismaPg({
    connectionString: options.url,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: 5_000,
  });
  return new PrismaClient({ adapter, log: [], transactionOptions: TRANSACTION });
}
