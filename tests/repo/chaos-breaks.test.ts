import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths.mjs';
import { BREAKS } from '../chaos/breaks.ts';
import { patched } from '../chaos/broken-copy.ts';

describe.each(Object.entries(BREAKS))('I1 to I7 the bug "%s" that chaos must notice', (_name, { patches }) => {
  it.each(patches)('fits $file as it is', ({ file, find, replace }) => {
    const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
    expect(patched(text, file, find, replace)).not.toBe(text);
  });
});
