/** Is told of every answer of an RPC endpoint, before who asked hears it; and may lose a transaction on its way. */
import http from 'node:http';
import { text } from 'node:stream/consumers';
import type { Relay, Verdict } from './proxy.ts';

export interface Called {
  readonly method: string;
  /** The request and the answer, as they are. */
  readonly request: string;
  readonly answer: string;
}

export interface Hooks {
  onCalled(called: Called): Verdict;
  /** What is answered instead of passing the request on. */
  instead(method: string, params: readonly unknown[]): unknown;
}

interface Request {
  readonly id: unknown;
  readonly method: string;
  readonly params?: readonly unknown[];
}

export async function startRpcProxy(url: string, hooks: Hooks): Promise<Relay> {
  const server = http.createServer((incoming, response) => {
    serve(incoming, url, hooks).then(
      (answer) => (answer === null ? response.destroy() : response.end(answer)),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    address: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One request, or a batch of them, with the answers in the same shape; null when the answer is to be lost. */
async function serve(incoming: http.IncomingMessage, url: string, hooks: Hooks): Promise<string | null> {
  const body = JSON.parse(await text(incoming)) as Request | readonly Request[];
  const requests = Array.isArray(body) ? (body as readonly Request[]) : [body as Request];
  const answers = await Promise.all(requests.map((request) => ask(request, url, hooks)));
  const called = requests.map(({ method }, index) => ({
    ...{ method, request: JSON.stringify(requests[index]), answer: answers[index] ?? '' },
  }));
  if (called.some((one) => hooks.onCalled(one) === 'lost')) return null;
  return Array.isArray(body) ? `[${answers.join(',')}]` : (answers[0] ?? '');
}

async function ask(request: Request, url: string, hooks: Hooks): Promise<string> {
  const { id, method, params = [] } = request;
  const instead = hooks.instead(method, params);
  if (instead !== undefined) return JSON.stringify({ jsonrpc: '2.0', id, result: instead });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  return response.text();
}
