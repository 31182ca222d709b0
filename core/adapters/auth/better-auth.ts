/**
 * The better-auth instance. It is used through its API alone: none of its HTTP routes is served. Its tables are mapped in
 * prisma/schema.prisma and made by our migrations.
 */
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { admin, jwt, organization } from 'better-auth/plugins';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '#core/domain/credentials.ts';
import { homeOrganization } from './home-organization.ts';
import { organizationRoles } from './organization-roles.ts';

const DAY = 24 * 60 * 60;

export const ISSUER = 'sluice';
export const AUDIENCE = 'sluice-api';
/** A session ends when it has not been refreshed for this long, in seconds. */
export const SESSION_SECONDS = 30 * DAY;

export interface AuthOptions {
  /** A generated Prisma client. */
  readonly prisma: object;
  /** AUTH_SECRET: encrypts the private halves of the token keys in the database. */
  readonly secret: string;
  /** Where the server is reached, without a slash at the end. */
  readonly baseUrl: string;
  /** Makes a UUID. */
  readonly newId: () => string;
}

const plugins = () => [
  jwt({
    jwks: { keyPairConfig: { alg: 'EdDSA', crv: 'Ed25519' }, rotationInterval: 90 * DAY, gracePeriod: DAY },
    jwt: { issuer: ISSUER, audience: AUDIENCE },
    disableSettingJwtHeader: true,
  }),
  organization(organizationRoles),
  admin(),
];

export function createBetterAuth(options: AuthOptions) {
  return betterAuth({
    appName: 'Sluice',
    baseURL: options.baseUrl,
    secret: options.secret,
    database: prismaAdapter(options.prisma, { provider: 'postgresql', transaction: true }),
    telemetry: { enabled: false },
    // Its lines name e-mail addresses; what matters is in our audit log.
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      autoSignIn: true,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
    },
    session: { expiresIn: SESSION_SECONDS },
    databaseHooks: {
      session: {
        create: {
          // In the transaction of the sign-up, so that no account is ever without an organisation. Without a context the session is
          // opened by ourselves (identity.ts), with its organisation.
          before: async (session, context) =>
            context == null
              ? undefined
              : {
                  data: {
                    activeOrganizationId: await homeOrganization(
                      context.context.adapter,
                      session.userId,
                      options.newId,
                    ),
                  },
                },
        },
      },
    },
    advanced: {
      database: { generateId: options.newId },
      ipAddress: { disableIpTracking: true },
      cookiePrefix: 'sluice',
    },
    plugins: plugins(),
  } satisfies BetterAuthOptions);
}

export type BetterAuth = ReturnType<typeof createBetterAuth>;
