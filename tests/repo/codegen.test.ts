import fs from 'node:fs';
import { generate, loadCodegenConfig } from '@graphql-codegen/cli';
import { expect, it } from 'vitest';

it('the types of our operations are those of the committed schema: run `npm run codegen`', async () => {
  const { config } = await loadCodegenConfig({ configFilePath: 'codegen.yml' });
  const files = (await generate({ ...config, silent: true }, false)) as { filename: string; content: string }[];
  expect(files.length).toBeGreaterThan(0);
  for (const { filename, content } of files) expect(content, filename).toBe(fs.readFileSync(filename, 'utf8'));
});
