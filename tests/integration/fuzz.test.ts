/** A small run of the fuzzer; `npm run fuzz` asks for fifty thousand. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fuzz } from '../fuzz/fuzz.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ settings: { RATE_LIMIT_FACTOR: 1_000_000 } });
});
afterAll(() => server.stop());

it('S-03 six hundred random operations, right and wrong, meet no fault of ours', async () => {
  const promote = (email: string) =>
    server.rows.select(`UPDATE users SET role = 'admin' WHERE email = $1`, [email]).then(() => undefined);
  const { findings, codes, rateLimitedShare } = await fuzz({
    url: server.url,
    operations: 600,
    seed: 20_261_121,
    promote,
  });
  expect(findings).toEqual([]);
  expect(rateLimitedShare).toBeLessThan(0.01);
  // It gets past the grammar: some is answered, some refused by rules deep inside.
  expect(codes['OK']).toBeGreaterThan(60);
  expect(codes['NOT_FOUND']).toBeGreaterThan(10);
  expect(server.logged.filter((line) => line.includes('unexpected error'))).toEqual([]);
}, 180_000);
