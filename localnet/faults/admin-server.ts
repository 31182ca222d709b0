import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readBody } from '../rpc/http-server.ts';
import { Options, toList } from '../rpc/params.ts';
import { RpcError } from '../rpc/rpc-error.ts';
import { fork } from './fork.ts';
import type { Switchboard } from './switchboard.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Route = (switchboard: Switchboard, body: unknown, id: string) => Answer;

const MAX_SIGNATURES = 10_000;

/** What the switchboard answers, by method and first word of the path. */
const ROUTES: Readonly<Record<string, Route>> = {
  'GET /faults': (switchboard) => ok(switchboard.report()),
  'POST /faults': (switchboard, body) => ok({ id: switchboard.set(body) }),
  'DELETE /faults': (switchboard) => {
    switchboard.book.clear();
    return ok({});
  },
  'DELETE /faults/': ({ book }, _, id) =>
    book.remove(id) ? ok({}) : { status: 404, body: { error: `there is no rule ${id}` } },
  'POST /release': ({ held }, body) => {
    const signatures = new Options(body, 'release').raw('signatures');
    const list = signatures === undefined ? null : toList(signatures, 'release.signatures', MAX_SIGNATURES).map(String);
    return ok({ released: held.release(list) });
  },
  'POST /fork': ({ chain }, body) => ok(fork(chain, body)),
  'POST /discard': ({ held }) => ok({ discarded: held.discard() }),
};

/** The switchboard over HTTP. It does not listen yet. */
export function createAdminServer(switchboard: Switchboard): Server {
  return createServer((request, response) => {
    answer(switchboard, request)
      .then((one) => reply(response, one))
      .catch(() => response.destroy());
  });
}

async function answer(switchboard: Switchboard, request: IncomingMessage): Promise<Answer> {
  // A page in a browser always names its origin, and has no business here.
  if (request.headers.origin !== undefined) return { status: 403, body: { error: 'not for browsers' } };
  const [, path = '', id = ''] = /^(\/\w+\/?)(\w*)$/.exec(request.url ?? '') ?? [];
  const route = ROUTES[`${request.method} ${path}`];
  if (route === undefined) return { status: 404, body: { error: `one of ${Object.keys(ROUTES).join(', ')}` } };
  try {
    return route(switchboard, parseBody(await readBody(request)), id);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { status: error instanceof RpcError ? 400 : 409, body: { error: message } };
  }
}

function parseBody(text: string | null): unknown {
  try {
    return text === null || text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    throw new RpcError(0, 'the body is not JSON');
  }
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function reply(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
