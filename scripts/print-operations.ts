/**
 * Lists the operations of our own clients: for the server every text by its hash, for the clients the hash of each by its name.
 * `npm run codegen` runs it last.
 */
import fs from 'node:fs';
import * as operations from '../client/generated/operations.ts';
import { listOperations } from './lib/list-operations.ts';

for (const [file, content] of Object.entries(listOperations(Object.values(operations))))
  fs.writeFileSync(new URL(`../${file}`, import.meta.url), content);
