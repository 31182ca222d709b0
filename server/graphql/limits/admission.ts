/**
 * The gate that every operation passes, over HTTP and over the socket alike, after it was found valid and before anything runs:
 * what may be asked for at all, what it costs, and whether its caller has asked too often (S-01, S-02).
 */
import type { GraphQLError } from 'graphql';
import { appError, isAppError } from '#core/domain/errors.ts';
import { type LimitStanding, POINTS_PER_REQUEST } from '#core/domain/limit/policy.ts';
import type { ServerRuntime } from '#core/runtime/server.ts';
import type { Requester } from '../../context.ts';
import { costOf, type Priced } from './cost.ts';
import { shapeOf } from './document-shape.ts';
import { accountOf, operationDemands, pointsOf } from './policies.ts';
import { rateHeaders } from './rate-headers.ts';
import { assertReadable } from './readable-text.ts';
import { refusal } from './refusal.ts';
import { fragmentsOf, rootFieldsOf } from './root-fields.ts';

/** A valid document, and the operation of it that is to run. */
export interface Asked extends Priced {
  readonly requester: Requester;
}

export interface Admission {
  /**
   * Before a document is read: who is known to have asked too often is told so at once.
   * @throws GraphQLError RATE_LIMITED
   */
  greet(requester: Requester): void;
  /** Counts a document that could not be read or is not valid as one request. */
  countInvalid(requester: Requester): Promise<void>;
  /**
   * Returns how the caller's accounts stand afterwards.
   * @throws GraphQLError RATE_LIMITED, LIMITS_UNAVAILABLE, TOO_COMPLEX, MUTATION_ON_SOCKET, FORBIDDEN, BAD_USER_INPUT
   */
  admit(asked: Asked): Promise<readonly LimitStanding[]>;
}

export function createAdmission({ edge, limiter }: Pick<ServerRuntime, 'edge' | 'limiter'>): Admission {
  return {
    greet(requester) {
      const standing = limiter.spent(accountOf(requester, edge));
      if (standing !== null) throw tooOften([standing]);
    },
    async countInvalid(requester) {
      await limiter.take({ ...accountOf(requester, edge), points: POINTS_PER_REQUEST });
    },
    async admit(asked) {
      assertServed(asked, edge.exposeSchema);
      assertReadable(asked.document, asked.variables);
      const fields = rootFieldsOf(asked);
      const points = pointsOf(asked.operation.operation, fields.length, costOf(asked) ?? 0);
      const { requester } = asked;
      const demands = [{ ...accountOf(requester, edge), points }, ...operationDemands(fields, requester, edge)];
      const standings = await Promise.all(demands.map((demand) => limiter.take(demand))).catch(refuse);
      if (standings.some(({ refused }) => refused)) throw tooOften(standings);
      return standings;
    },
  };
}

/** What the limiter throws, for the wire. */
function refuse(error: unknown): never {
  throw isAppError(error) ? refusal(error) : error;
}

function assertServed({ operation, document, requester }: Asked, exposeSchema: boolean): void {
  if (operation.operation === 'mutation' && requester.transport === 'socket')
    throw refusal(appError('MUTATION_ON_SOCKET', {}), {}, operation);
  if (exposeSchema || requester.caller?.platformRole === 'admin') return;
  const fragments = fragmentsOf(document);
  if (shapeOf(operation, (name) => fragments.get(name)).introspects)
    throw refusal(appError('FORBIDDEN', { need: 'admin' }), {}, operation);
}

function tooOften(standings: readonly LimitStanding[]): GraphQLError {
  const refused = standings.filter((standing) => standing.refused);
  const retryAfter = Math.max(...refused.map(({ resetSeconds }) => resetSeconds));
  return refusal(appError('RATE_LIMITED', { retryAfter }), {
    ...rateHeaders(standings),
    'retry-after': String(retryAfter),
  });
}
