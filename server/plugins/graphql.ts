/** GraphQL over HTTP: `POST /graphql`. */
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { ServerRuntime } from '#core/runtime/server.ts';
import { callerOfHeader } from '../authentication.ts';
import { type Context, createContext } from '../context.ts';
import { depthLimit } from '../graphql/depth-limit.ts';
import type { FormatError } from '../graphql/errors.ts';

export interface GraphqlOptions {
  readonly runtime: ServerRuntime;
  readonly schema: GraphQLSchema;
  readonly formatError: FormatError;
}

export async function registerGraphql(app: FastifyInstance, options: GraphqlOptions): Promise<void> {
  const { runtime, schema, formatError } = options;
  const apollo = new ApolloServer<Context>({
    schema,
    formatError,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    validationRules: [depthLimit()],
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled()],
    logger: app.log,
  });
  await apollo.start();
  app.addHook('onClose', () => apollo.stop());
  app.post(
    '/graphql',
    fastifyApolloHandler(apollo, {
      context: async (request) => createContext(runtime, await callerOfHeader(runtime, request.headers.authorization)),
    }),
  );
}
