/** What one operation shows of the events of a topic, made once for all who may see the same. */
import {
  type DocumentNode,
  type ExecutionArgs,
  execute,
  type GraphQLSchema,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Context } from '../../context.ts';
import type { FormatError } from '../errors.ts';
import { sharedContext, standingKey } from './shared-context.ts';
import type { Happening, Source } from './source.ts';

/** An operation that may run, in the context of its caller. */
export interface Operation extends ExecutionArgs {
  readonly contextValue: Context;
}

/** The answer to an event in a context, as JSON text. */
export async function answer(operation: Operation, event: Happening, formatError: FormatError): Promise<string> {
  const { data = null, errors } = await execute({ ...operation, rootValue: event });
  if (errors === undefined) return JSON.stringify({ data });
  const { correlationId } = operation.contextValue;
  return JSON.stringify({ data, errors: errors.map((error) => formatError(error.toJSON(), error, correlationId)) });
}

export class View {
  readonly #operation: Operation;
  readonly #formatError: FormatError;
  /** By the event itself: readers of the same page hold the same one, and let go of it together. */
  readonly #answers = new WeakMap<Happening, Promise<string | null>>();
  #isPersonal = false;

  constructor(operation: Operation, formatError: FormatError) {
    this.#operation = operation;
    this.#formatError = formatError;
  }

  /** The answer for all who share; null when making it looked at who the viewer is, then and ever after. */
  share(event: Happening): Promise<string | null> {
    const known = this.#answers.get(event);
    if (known !== undefined) return known;
    const made = this.#make(event);
    this.#answers.set(event, made);
    return made;
  }

  async #make(event: Happening): Promise<string | null> {
    const { contextValue } = this.#operation;
    const caller = contextValue.signedIn?.caller;
    if (this.#isPersonal || caller === undefined) return null;
    const shared = sharedContext(contextValue, caller, () => {
      this.#isPersonal = true;
    });
    const made = await answer({ ...this.#operation, contextValue: shared }, event, this.#formatError);
    return this.#isPersonal ? null : made;
  }
}

/** Equal for operations that show their callers the same of a source. */
export function viewKey(operation: Operation, { topic, placeArgument }: Source): string {
  const { schema, document, operationName, variableValues, contextValue } = operation;
  const names = [...variablesThatMatter(schema, document, placeArgument)].sort();
  const variables = names.map((name) => [name, variableValues?.[name]]);
  const caller = contextValue.signedIn?.caller;
  const standing = caller === undefined ? '' : standingKey(caller);
  return JSON.stringify([topic, numberOf(document), operationName ?? null, variables, standing]);
}

const numbers = new WeakMap<DocumentNode, number>();
let lastNumber = 0;

function numberOf(document: DocumentNode): number {
  const known = numbers.get(document);
  if (known !== undefined) return known;
  lastNumber += 1;
  numbers.set(document, lastNumber);
  return lastNumber;
}

const mattering = new WeakMap<DocumentNode, ReadonlySet<string>>();

/** All that are used anywhere but for the place to begin at. */
function variablesThatMatter(
  schema: GraphQLSchema,
  document: DocumentNode,
  placeArgument: string,
): ReadonlySet<string> {
  const known = mattering.get(document);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const info = new TypeInfo(schema);
  const isPlace = (name: string) => name === placeArgument && info.getParentType() === schema.getSubscriptionType();
  visit(
    document,
    visitWithTypeInfo(info, {
      [Kind.VARIABLE_DEFINITION]: () => false,
      [Kind.ARGUMENT]: ({ name }) => (isPlace(name.value) ? false : undefined),
      [Kind.VARIABLE]: ({ name }) => void names.add(name.value),
    }),
  );
  mattering.set(document, names);
  return names;
}
