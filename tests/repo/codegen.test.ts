import fs from 'node:fs';
import { generate, loadCodegenConfig } from '@graphql-codegen/cli';
import { expect, it } from 'vitest';
import * as operations from '#client/generated/operations.ts';
import { listOperations } from '../../scripts/lib/list-operations.ts';

it('the types of our operations are those of the committed schema: run `npm run codegen`', async () => {
  const { config } = await loadCodegenConfig({ configFilePath: 'codegen.yml' });
  const files = (await generate({ ...config, silent: true }, false)) as { filename: string; content: string }[];
  expect(files.length).toBeGreaterThan(0);
  for (const { filename, content } of files) expect(content, filename).toBe(fs.readFileSync(filename, 'utf8'));
});

it('S-02 the list of our operations is that of the committed ones: run `npm run codegen`', () => {
  for (const [file, content] of Object.entries(listOperations(Object.values(operations))))
    expect(content, file).toBe(fs.readFileSync(file, 'utf8'));
});
