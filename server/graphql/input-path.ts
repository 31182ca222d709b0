/** Where in the input a refused value stood, as clients know it: `twapBuy.budget`, `mint`. The argument `input` is left out. */
import { type GraphQLError, Kind, parse, visit } from 'graphql';

const INPUT = /^input\./;

/** Relative to the one argument that holds everything. */
const relative = (path: string): string => path.replace(INPUT, '');

/**
 * graphql-js tells the path of a bad variable in its message alone:
 * `Variable "$input" got invalid value "-5" at "input.twapBuy.budget"; …`.
 */
const VARIABLE = /^Variable "\$(\w+)" (?:got invalid value|of required type)/;
const AT = / at "([\w.[\]]+)"; /;
const MISSING = /Field "(\w+)" of required type/;

function variablePath(message: string): string | null {
  const [, variable] = VARIABLE.exec(message) ?? [];
  if (variable === undefined) return null;
  const path = AT.exec(message)?.[1] ?? variable;
  const [, missing] = MISSING.exec(message) ?? [];
  return relative(missing === undefined ? path : `${path}.${missing}`);
}

/** The path of a value written in the document itself: the arguments and fields around the refused node. */
function literalPath(error: GraphQLError): string | null {
  const [node] = error.nodes ?? [];
  const source = error.source ?? node?.loc?.source;
  const start = node?.loc?.start;
  if (source === undefined || start === undefined) return null;
  const names: string[] = [];
  let found: string | null = null;
  const leaf = (value: { loc?: { start: number } | undefined }): void => {
    if (value.loc?.start === start) found ??= names.join('.');
  };
  const named = {
    enter: (around: { name: { value: string } }): void => void names.push(around.name.value),
    leave: (): void => void names.pop(),
  };
  const values = [Kind.INT, Kind.FLOAT, Kind.STRING, Kind.BOOLEAN, Kind.ENUM, Kind.NULL, Kind.LIST, Kind.OBJECT];
  visit(parse(source), {
    Argument: named,
    ObjectField: named,
    ...Object.fromEntries(values.map((kind) => [kind, { enter: leaf }])),
  });
  return found === null ? null : relative(found);
}

/** The path of the input value that `error` is about; null when it is about none. */
export const inputPath = (error: GraphQLError): string | null => variablePath(error.message) ?? literalPath(error);
