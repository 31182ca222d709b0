/** Gives Apollo's error formatter the correlation id of the request an error happened in. */
import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from '../context.ts';
import type { FormatError } from './errors.ts';

/** The plugin must be among Apollo's own; it notes each error just before the formatter is given it. */
export function traceErrors(format: FormatError): { plugin: ApolloServerPlugin<Context>; formatError: FormatError } {
  const ids = new WeakMap<object, string>();
  return {
    plugin: {
      requestDidStart: async ({ contextValue: { correlationId } }) => ({
        async didEncounterErrors({ errors }) {
          for (const error of errors) ids.set(error, correlationId);
        },
      }),
    },
    formatError: (formatted, error) => format(formatted, error, ids.get(error as object)),
  };
}
