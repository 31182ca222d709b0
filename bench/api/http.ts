/** GraphQL requests over connections that stay open, with as little work of our own as can be. */
import http from 'node:http';

export interface Endpoint {
  /** The answer's text. @throws Error when it is no data. */
  send(operation: GraphqlOperation): Promise<string>;
  close(): void;
}

export interface GraphqlOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const CONNECTIONS = 64;

export function openEndpoint(url: string, token: string | null): Endpoint {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const headers = {
    'content-type': 'application/json',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  return {
    send: (operation) =>
      new Promise((resolve, reject) => {
        const body = JSON.stringify(operation);
        const length = Buffer.byteLength(body);
        const options = { method: 'POST', agent, headers: { ...headers, 'content-length': length } };
        const request = http.request(`${url}/graphql`, options, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () => {
            const text = Buffer.concat(chunks).toString();
            if (response.statusCode === 200 && !text.includes('"errors"')) resolve(text);
            else reject(new Error(`${response.statusCode}: ${text.slice(0, 300)}`));
          });
        });
        request.once('error', reject);
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}
