import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LEGAL_USE } from './legal-use.ts';

it('A-10 people declare what docs/legal-use.md says', () => {
  const page = readFileSync('docs/legal-use.md', 'utf8');
  expect(page).toContain(`Version ${LEGAL_USE.version}:`);
  expect(page).toContain(
    LEGAL_USE.text
      .split('\n')
      .map((line) => `- ${line}`)
      .join('\n'),
  );
});
