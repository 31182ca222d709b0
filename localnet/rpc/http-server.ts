import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Dispatcher } from './dispatcher.ts';
import { TransportFault } from './transport-fault.ts';

/** The largest request body read; a batch of account writes is the largest honest one. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** Longer than clients keep idle connections, so that it is never the server that closes one under a request. */
const KEEP_ALIVE_MS = 65_000;

/** An HTTP server that answers JSON-RPC on POST and `ok` on `GET /health`. It does not listen yet. */
export function createRpcServer(dispatcher: Dispatcher): Server {
  const server = createServer((request, response) => {
    handle(dispatcher, request, response).catch((error: unknown) => {
      if (error instanceof TransportFault) error.end(response);
      else response.destroy();
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function handle(dispatcher: Dispatcher, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET' && request.url === '/health') return reply(response, 200, 'ok', 'text/plain');
  if (request.method !== 'POST') return reply(response, 405, 'Used HTTP Method is not allowed. POST is required');
  const body = await readBody(request);
  if (body === null) {
    return reply(response, 413, `request body is larger than ${MAX_BODY_BYTES} bytes`, 'text/plain');
  }
  const answer = await dispatcher.answer(body);
  reply(response, answer === null ? 204 : 200, answer === null ? '' : JSON.stringify(answer));
}

function reply(response: ServerResponse, status: number, body: string, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** The whole body, or null when it is too large. The rest is read and dropped, so that the client sees the answer. */
export function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  // By events, since an async iterator costs more than all the rest of reading a small request.
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on('end', () => resolve(size > MAX_BODY_BYTES ? null : textOf(chunks)));
    request.on('error', reject);
    request.on('aborted', () => reject(new Error('the request was broken off')));
  });
}

function textOf(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only.toString('utf8') : Buffer.concat(chunks).toString('utf8');
}
