/** How much of a document is read at all (S-02). Our largest operation has 166 tokens, introspection about 300. */
export const MOST_TOKENS = 1_000;

export const PARSE_OPTIONS = { maxTokens: MOST_TOKENS };

/** Whether the parser gave up because the document was too long. */
export const isTooLong = (message: string): boolean => message.endsWith('tokens. Parsing aborted.');
