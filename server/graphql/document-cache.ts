/** Documents that were read and found valid, by their text: thousands of subscribers send the same few. Apollo asks for its own, of HTTP, below. */
import type { ApolloServerOptions, BaseContext } from '@apollo/server';
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

/** Those used last stand last: a Map keeps the order of insertion. */
function putLast(known: Map<string, DocumentNode>, key: string, document: DocumentNode): void {
  known.delete(key);
  known.set(key, document);
}

export function createDocumentCache(schema: GraphQLSchema, mostCharacters = MOST_CHARACTERS): DocumentCache {
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
    putLast(known, text, document);
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

type DocumentStore = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;

/** Of our own clients' documents there are some dozens. */
const MOST_DOCUMENTS = 500;

/**
 * Apollo's own documents, by their hashes. Its default counts thirty megabytes of text, which as objects are several times that: a
 * stranger who sends something new each time filled it.
 */
export function createDocumentStore(most = MOST_DOCUMENTS): DocumentStore {
  const known = new Map<string, DocumentNode>();
  return {
    async get(hash) {
      const document = known.get(hash);
      if (document !== undefined) putLast(known, hash, document);
      return document;
    },
    async set(hash, document) {
      putLast(known, hash, document);
      const [oldest] = known.keys();
      if (known.size > most && oldest !== undefined) known.delete(oldest);
    },
    async delete(hash) {
      known.delete(hash);
    },
  };
}
