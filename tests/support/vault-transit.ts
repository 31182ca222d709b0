/**
 * A peer that speaks HashiCorp Vault's transit engine over HTTP, as its API documentation has it: real AES-256-GCM, real versions,
 * real refusals. It can be sealed, slowed and taken away.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const body = z.object({
  plaintext: z.base64().optional(),
  ciphertext: z.string().optional(),
  associated_data: z.base64().optional(),
});
type Body = z.infer<typeof body>;

export interface TransitPeer {
  readonly url: string;
  readonly token: string;
  readonly key: string;
  /** Requests so far, as `METHOD path`. */
  readonly asked: readonly string[];
  /** What every request is answered from now on, in place of what it asks for; null: served again. */
  failWith(answer: { status: number; text: string } | 'silence' | null): void;
  /** A new version of the key, which wraps from now on. */
  rotate(): void;
  /** Versions below it open nothing any more. */
  setMinDecryptionVersion(version: number): void;
  close(): Promise<void>;
}

export interface TransitOptions {
  readonly type?: string;
  readonly redirectTo?: string;
}

const TAG_BYTES = 16;
const IV_BYTES = 12;

export async function startTransit({ type = 'aes256-gcm96', redirectTo }: TransitOptions = {}): Promise<TransitPeer> {
  const [token, key] = [`hvs.${randomBytes(12).toString('hex')}`, 'sluice'];
  const versions = [randomBytes(32)];
  const asked: string[] = [];
  let failure: Parameters<TransitPeer['failWith']>[0] = null;
  let minDecryption = 1;

  const encrypt = ({ plaintext = '', associated_data = '' }: Body): object => {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', versions.at(-1)!, iv).setAAD(Buffer.from(associated_data, 'base64'));
    const sealed = Buffer.concat([iv, cipher.update(plaintext, 'base64'), cipher.final(), cipher.getAuthTag()]);
    return { ciphertext: `vault:v${versions.length}:${sealed.toString('base64')}`, key_version: versions.length };
  };
  /** Throws as Vault refuses: with 400, whatever the reason. */
  const decrypt = ({ ciphertext = '', associated_data = '' }: Body): object => {
    const [, version = '', text = ''] = /^vault:v(\d+):(.+)$/.exec(ciphertext) ?? [];
    const [secret, sealed] = [versions[Number(version) - 1], Buffer.from(text, 'base64')];
    if (secret === undefined || Number(version) < minDecryption) throw new Error('disallowed by policy (too old)');
    const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, IV_BYTES));
    decipher.setAAD(Buffer.from(associated_data, 'base64')).setAuthTag(sealed.subarray(-TAG_BYTES));
    const opened = [decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()];
    return { plaintext: Buffer.concat(opened).toString('base64') };
  };
  const describeKey = (): object => ({ name: key, type, latest_version: versions.length, supports_encryption: true });

  const routes: Record<string, (asked: Body) => object> = {
    [`POST /v1/transit/encrypt/${key}`]: encrypt,
    [`POST /v1/transit/decrypt/${key}`]: decrypt,
    [`GET /v1/transit/keys/${key}`]: describeKey,
  };

  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const name = `${request.method} ${request.url}`;
      asked.push(name);
      const answer = (status: number, value: object | string): void => {
        response.writeHead(status, { 'content-type': 'application/json', ...(redirectTo && { location: redirectTo }) });
        response.end(typeof value === 'string' ? value : JSON.stringify(value));
      };
      if (failure === 'silence') return;
      if (failure !== null) return answer(failure.status, failure.text);
      if (redirectTo !== undefined) return answer(307, '');
      if (request.headers['x-vault-token'] !== token) return answer(403, { errors: ['permission denied'] });
      const route = routes[name];
      if (route === undefined) return answer(404, { errors: [] });
      try {
        const text = Buffer.concat(chunks).toString();
        answer(200, { request_id: 'r', data: route(body.parse(text === '' ? {} : JSON.parse(text))) });
      } catch (error) {
        answer(400, { errors: [String(error)] });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ token, key, asked },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failWith: (answer) => {
      failure = answer;
    },
    rotate: () => void versions.push(randomBytes(32)),
    setMinDecryptionVersion: (version) => {
      minDecryption = version;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
