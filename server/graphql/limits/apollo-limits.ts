/** The gate over HTTP: Apollo asks it where its pipeline lets a plugin say no. */
import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { Context } from '../../context.ts';
import type { Admission } from './admission.ts';
import { rateHeaders } from './rate-headers.ts';

export const apolloLimits = (admission: Admission): ApolloServerPlugin<Context> => ({
  requestDidStart: async ({ contextValue: { requester } }): Promise<GraphQLRequestListener<Context>> => {
    const countInvalid = () => admission.countInvalid(requester);
    return {
      parsingDidStart: async () => async (error) => (error === undefined ? undefined : countInvalid()),
      validationDidStart: async () => async (errors) => (errors === undefined ? undefined : countInvalid()),
      async didResolveOperation({ schema, document, operation, request, response }) {
        // Without one the name fits none of them, and nothing runs.
        if (operation === undefined) return countInvalid();
        const variables = request.variables ?? {};
        const standings = await admission.admit({ schema, document, operation, variables, requester });
        for (const [name, value] of Object.entries(rateHeaders(standings))) response.http.headers.set(name, value);
      },
    };
  },
});
