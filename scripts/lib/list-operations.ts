/** The allow-list of operations (S-02), made from the documents that codegen generated. */
import { createHash } from 'node:crypto';
import { formatDocument, type TypedDocumentNode } from '@urql/core';
import { type DocumentNode, Kind, print } from 'graphql';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** As the console sends them: with the name of every type, which its cache goes by. */
const textOf = (document: DocumentNode): string => print(formatDocument(document as TypedDocumentNode) as DocumentNode);

function nameOf({ definitions: [first] }: DocumentNode): string | null {
  return first?.kind === Kind.OPERATION_DEFINITION ? (first.name?.value ?? null) : null;
}

/** The content of each file, by its path in the repository. Documents of fragments alone are left out. */
export function listOperations(documents: readonly DocumentNode[]): Readonly<Record<string, string>> {
  const named = documents.flatMap((document) => {
    const name = nameOf(document);
    return name === null ? [] : [{ name, text: textOf(document) }];
  });
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  const texts = Object.fromEntries(named.map(({ text }) => [sha256(text), text]));
  const lines = named.map(({ name, text }) => `  ${name}: '${sha256(text)}',`);
  return {
    'server/operations.json': `${JSON.stringify(texts, null, 2)}\n`,
    'client/generated/operation-ids.ts': `/** SHA-256 of the text that the server knows each operation by. */\nexport const OPERATION_IDS: Readonly<Record<string, string>> = {\n${lines.join('\n')}\n};\n`,
  };
}
