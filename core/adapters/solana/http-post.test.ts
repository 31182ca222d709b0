import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHttpPost, type HttpPost } from './http-post.ts';

let server: http.Server;
let respond: (response: http.ServerResponse, body: string) => void;
let post: HttpPost;
const connected = vi.fn();
const limit = { timeoutMs: 20_000, signal: undefined };

beforeEach(async () => {
  connected.mockClear();
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => respond(response, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  post = createHttpPost(`http://127.0.0.1:${(server.address() as AddressInfo).port}/path`, connected);
});
afterEach(() => {
  post.close();
  server.closeAllConnections();
  server.close();
});

describe('R-01 one HTTP POST', () => {
  it('carries its body and brings the answer, over a connection that is kept', async () => {
    respond = (response, body) => response.writeHead(418, { 'retry-after': '7' }).end(`${body} – ü`);
    for (const body of ['{"ä":1}', '2']) {
      expect(await post.post(body, limit)).toMatchObject({
        ...{ status: 418, text: `${body} – ü`, headers: expect.objectContaining({ 'retry-after': '7' }) },
      });
    }
    expect(connected).toHaveBeenCalledOnce();
  });

  it('tells of a connection that is made again', async () => {
    respond = (response) => response.writeHead(200, { connection: 'close' }).end('x');
    await post.post('', limit);
    await vi.waitUntil(() => post.post('', limit).then(() => connected.mock.calls.length > 1), { timeout: 10_000 });
  });

  it.each([
    ['begins', (response: http.ServerResponse) => void response],
    ['ends', (response: http.ServerResponse) => void response.write('{"half":')],
  ])('is over when its time is, though the answer never %s', async (_what, half) => {
    respond = half;
    await expect(post.post('', { ...limit, timeoutMs: 100 })).rejects.toMatchObject({ name: 'HttpTimeout' });
    const caller = new AbortController();
    const asked = post.post('', { ...limit, signal: caller.signal });
    setTimeout(() => caller.abort(new Error('enough')), 50);
    await expect(asked).rejects.toThrow('enough');
  });

  it('fails when the connection is cut in the middle of the answer', async () => {
    respond = (response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.destroy());
    };
    await expect(post.post('', limit)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});
