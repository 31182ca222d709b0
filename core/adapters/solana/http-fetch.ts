/**
 * As much of `fetch` as web3.js uses, over `node:http`. The platform's own costs several times the processor time for the
 * small answers of RPC, and a trade makes half a dozen calls.
 */
import http from 'node:http';
import https from 'node:https';

/** More than a worker has calls under way; each endpoint has connections of its own. */
const MAX_SOCKETS = 64;

/** Connections to one endpoint, kept alive between calls. `currentSignal` is that of the call being made. */
export function createHttpFetch(url: string, currentSignal: () => AbortSignal | undefined): typeof fetch {
  const target = new URL(url);
  const scheme = target.protocol === 'https:' ? https : http;
  const agent = new scheme.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  return (_input, init) =>
    new Promise((resolve, reject) => {
      const signal = currentSignal();
      const headers = init?.headers as http.OutgoingHttpHeaders;
      const options = { method: 'POST', agent, headers, ...(signal === undefined ? {} : { signal }) };
      const request = scheme.request(target, options, (response) => {
        readText(response).then((text) => resolve(toResponse(response, text)), reject);
      });
      request.on('error', reject);
      request.end(init?.body);
    });
}

async function readText(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** The four members web3.js reads. */
function toResponse({ statusCode = 0, statusMessage = '' }: http.IncomingMessage, text: string): Response {
  const ok = statusCode >= 200 && statusCode < 300;
  return { ok, status: statusCode, statusText: statusMessage, text: async () => text } as Response;
}
