/**
 * One HTTP POST to one endpoint, over `node:http` with connections kept alive. The platform's `fetch` costs several times the
 * processor time for the small answers of RPC, and a trade makes half a dozen calls.
 */
import { setMaxListeners } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { urlToHttpOptions } from 'node:url';

/** More than a process has calls under way; each endpoint has connections of its own. */
const MAX_SOCKETS = 128;
/** Far beyond any honest answer: a block's signatures, or all pools of a mint. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** The call's time was over before the answer was here. */
export class HttpTimeout extends Error {
  override readonly name = 'HttpTimeout';
  constructor() {
    super('no answer in time');
  }
}

export interface PostLimit {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface HttpPost {
  /** @throws HttpTimeout, the signal's reason, or the connection's error */
  post(body: string, limit: PostLimit): Promise<HttpAnswer>;
  close(): void;
}

/** `onConnect` is told of each connection that is made while no other one is open: who answers there may be another now. */
export function createHttpPost(url: string, onConnect: () => void): HttpPost {
  const target = new URL(url);
  const scheme = target.protocol === 'https:' ? https : http;
  const agent = new scheme.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  const connection = { ...urlToHttpOptions(target), method: 'POST', agent };
  const watch = watchConnections(onConnect);
  return {
    post: (body, limit) =>
      new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
        const request = scheme.request({ ...connection, headers });
        const bounds = bound(request, limit);
        const fail = (error: unknown) => {
          bounds.lift();
          reject(bounds.broken() ?? error);
        };
        request.on('socket', () => watch(request));
        request.on('error', fail);
        request.on('response', (response) => {
          readAnswer(request, response, (answer) => {
            bounds.lift();
            resolve(answer);
          });
          response.on('error', fail);
        });
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}

function watchConnections(onConnect: () => void): (request: http.ClientRequest) => void {
  let open = 0;
  // Node does not call a socket reused that goes straight from one request to a waiting one.
  const seen = new WeakSet<Socket>();
  return ({ socket }) => {
    if (socket === null || seen.has(socket)) return;
    seen.add(socket);
    if (open === 0) onConnect();
    open += 1;
    socket.once('close', () => {
      open -= 1;
    });
  };
}

/** Ends the request when its time is over or its caller gives up: Node tells that only as long as no answer has begun. */
function bound(request: http.ClientRequest, { timeoutMs, signal }: PostLimit) {
  let broken: unknown = null;
  const end = (why: unknown): void => {
    broken = why;
    request.destroy(why as Error);
  };
  const timer = setTimeout(() => end(new HttpTimeout()), timeoutMs);
  const giveUp = () => end(signal?.reason);
  if (signal !== undefined) {
    // One signal may stand over many calls at once; each takes its listener away again.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', giveUp, { once: true });
  }
  return {
    broken: () => broken,
    lift() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    },
  };
}

function readAnswer(
  request: http.ClientRequest,
  response: http.IncomingMessage,
  done: (answer: HttpAnswer) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) request.destroy(new Error('an answer without end'));
  });
  response.on('end', () => {
    const { statusCode = 0, headers } = response;
    done({ status: statusCode, headers, text: Buffer.concat(chunks).toString('utf8') });
  });
}
