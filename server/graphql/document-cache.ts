/** Documents that were read and found valid, by their text: thousands of subscribers send the same few. Apollo keeps its own for HTTP. */
import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { documentLimits } from './limits/document-shape.ts';
import { PARSE_OPTIONS } from './limits/parse-options.ts';

export interface DocumentCache {
  /**
   * The document of that text, or why it is not valid.
   * @throws GraphQLError when it cannot be parsed
   */
  read(text: string): DocumentNode | readonly GraphQLError[];
}

const RULES = [...specifiedRules, documentLimits()];

/** Characters of all texts together: a parsed document takes about twenty times its text. */
const MOST_CHARACTERS = 512 * 1024;

export function createDocumentCache(schema: GraphQLSchema, mostCharacters = MOST_CHARACTERS): DocumentCache {
  // Those used last stand last: a Map keeps the order of insertion.
  const known = new Map<string, DocumentNode>();
  let characters = 0;
  const keep = (text: string, document: DocumentNode): void => {
    known.set(text, document);
    characters += text.length;
    for (const oldest of known.keys()) {
      if (characters <= mostCharacters) return;
      known.delete(oldest);
      characters -= oldest.length;
    }
  };
  const recall = (text: string): DocumentNode | undefined => {
    const document = known.get(text);
    if (document === undefined) return undefined;
    known.delete(text);
    known.set(text, document);
    return document;
  };
  return {
    read(text) {
      const before = recall(text);
      if (before !== undefined) return before;
      const document = parse(text, PARSE_OPTIONS);
      const invalid = validate(schema, document, RULES);
      if (invalid.length > 0) return invalid;
      keep(text, document);
      return document;
    },
  };
}
