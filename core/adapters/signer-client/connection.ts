/**
 * One connection to the signer's socket, shared by all who wait: requests go out as lines and answers are matched by number.
 * When it breaks, everybody who waits hears so at once, and the next request opens a new one.
 */
import net from 'node:net';
import { lineReader } from '#core/contracts/line-reader.ts';
import { SIGNER_LINE_LIMIT, type SignerRequest, type SignerResponse, signerResponse } from '#core/contracts/signer.ts';
import { appError } from '#core/domain/errors.ts';

/** A request before it has its number; `Omit` alone would merge the methods into one. */
export type RequestBody = SignerRequest extends infer R ? (R extends SignerRequest ? Omit<R, 'id'> : never) : never;

export interface Connection {
  /** @throws AppError SIGNER_UNAVAILABLE when there is no answer in time; whether it was heard is then unknown. */
  request(body: RequestBody): Promise<SignerResponse>;
  close(): void;
}

interface Waiting {
  readonly timer: NodeJS.Timeout;
  resolve(response: SignerResponse): void;
  reject(error: Error): void;
}

const unavailable = () => appError('SIGNER_UNAVAILABLE', {});

export function createConnection(options: { socketPath: string; timeoutMs: number }): Connection {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let socket: net.Socket | null = null;

  const drop = (broken: net.Socket): void => {
    if (socket !== broken) return;
    socket = null;
    for (const { timer, reject } of waiting.values()) {
      clearTimeout(timer);
      reject(unavailable());
    }
    waiting.clear();
  };

  const receive = (line: string): void => {
    const response = signerResponse.parse(JSON.parse(line));
    const asked = waiting.get(response.id);
    if (asked === undefined) return;
    waiting.delete(response.id);
    clearTimeout(asked.timer);
    asked.resolve(response);
  };

  const open = (): net.Socket => {
    const opened = net.connect(options.socketPath);
    const reader = lineReader(SIGNER_LINE_LIMIT);
    opened.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk).forEach(receive);
      } catch {
        // Not our protocol: nothing that follows can be trusted to match its request.
        opened.destroy();
      }
    });
    opened.on('error', () => drop(opened));
    opened.on('close', () => drop(opened));
    return opened;
  };

  return {
    request(body) {
      socket ??= open();
      lastId += 1;
      const id = lastId;
      const line = `${JSON.stringify({ id, ...body })}\n`;
      return new Promise<SignerResponse>((resolve, reject) => {
        const timer = setTimeout(() => {
          if (waiting.delete(id)) reject(unavailable());
        }, options.timeoutMs);
        waiting.set(id, { timer, resolve, reject });
        socket?.write(line);
      });
    },
    close: () => socket?.destroy(),
  };
}
