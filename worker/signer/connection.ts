/**
 * One connection to the signer: lines in, answers out as they are ready. Bounded in every way: how long a line is, how many are
 * begun in a second, how many are open at once on it and on all together. What goes beyond waits unread.
 */
import type net from 'node:net';
import type { Logger } from 'pino';
import { lineReader } from '#core/contracts/line-reader.ts';
import { SIGNER_LINE_LIMIT } from '#core/contracts/signer.ts';
import type { SignerService } from '#core/runtime/signer.ts';
import { answer } from './dispatch.ts';

export interface Bounds {
  /** Requests that are open at once on one connection. */
  readonly open: number;
  /** On all connections together. */
  readonly openInAll: number;
  /** Requests that one connection may begin in a second. */
  readonly perSecond: number;
}

/** What all connections of a server share. */
export interface Serving {
  readonly signer: SignerService;
  readonly log: Logger;
  readonly bounds: Bounds;
  readonly connections: Set<Connection>;
  /** Requests that are open on all of them. */
  open: number;
}

export class Connection {
  readonly #socket: net.Socket;
  readonly #serving: Serving;
  readonly #reader = lineReader(SIGNER_LINE_LIMIT);
  /** Read, and not begun yet. */
  readonly #waiting: string[] = [];
  readonly #open = new Set<Promise<void>>();
  #allowance: number;
  #refill: NodeJS.Timeout | undefined;
  #draining = false;

  constructor(socket: net.Socket, serving: Serving) {
    this.#socket = socket;
    this.#serving = serving;
    this.#allowance = serving.bounds.perSecond;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    // The other side going away is its right; what it asked for is finished all the same.
    socket.on('error', () => undefined);
    socket.once('close', () => clearTimeout(this.#refill));
  }

  /** Begins what may be begun, and reads on once nothing waits. */
  pump(): void {
    if (this.#draining) return;
    while (this.#waiting.length > 0 && this.#mayBegin()) this.#begin(this.#waiting.shift() ?? '');
    if (this.#waiting.length > 0) this.#socket.pause();
    else this.#socket.resume();
  }

  /** Begins nothing more, answers what was begun, and closes. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#socket.pause();
    await Promise.allSettled(this.#open);
    this.#socket.destroySoon();
  }

  #read(chunk: Buffer): void {
    try {
      this.#waiting.push(...this.#reader.push(chunk));
    } catch {
      this.#serving.log.warn('a connection sent a line beyond the limit and was closed');
      this.#socket.destroy();
      return;
    }
    this.pump();
  }

  #mayBegin(): boolean {
    const { bounds, open } = this.#serving;
    return this.#allowance > 0 && this.#open.size < bounds.open && open < bounds.openInAll;
  }

  #begin(line: string): void {
    const { signer, log, bounds } = this.#serving;
    this.#allowance -= 1;
    this.#refill ??= setTimeout(() => {
      this.#refill = undefined;
      this.#allowance = bounds.perSecond;
      this.pump();
    }, 1_000).unref();
    this.#serving.open += 1;
    const work = answer(signer, log, line).then((response) => {
      if (response !== null && this.#socket.writable) this.#socket.write(`${JSON.stringify(response)}\n`);
      this.#end(work);
    });
    this.#open.add(work);
  }

  #end(work: Promise<void>): void {
    this.#open.delete(work);
    this.#serving.open -= 1;
    // Another connection may have waited for the turn that has become free.
    for (const connection of this.#serving.connections) connection.pump();
  }
}
