/** Prints the schema that the resolvers make to `server/schema.graphql`, for clients and for the drift test. */
import fs from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchema } from '../server/schema.ts';

const file = new URL('../server/schema.graphql', import.meta.url);
fs.writeFileSync(file, `${printSchema(lexicographicSortSchema(buildSchema()))}\n`);
