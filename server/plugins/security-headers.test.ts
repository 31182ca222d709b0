import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { expect, it } from 'vitest';
import { CHART_LOGO_STYLE } from './security-headers.ts';

it('S-02 knows the one style sheet that a library adds by its content', () => {
  const library = new URL(
    '../../node_modules/lightweight-charts/dist/lightweight-charts.production.mjs',
    import.meta.url,
  );
  const [, style = ''] =
    /createElement\("style"\),this\.\w+\.innerText="([^"]*)"/.exec(fs.readFileSync(library, 'utf8')) ?? [];
  expect(style).toContain('tv-attr-logo');
  expect(`sha256-${createHash('sha256').update(style).digest('base64')}`).toBe(CHART_LOGO_STYLE);
});
