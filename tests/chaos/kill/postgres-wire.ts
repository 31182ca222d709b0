/**
 * As much of Postgres' protocol (version 3, chapter "Message Formats") as it takes to know which statement has just been answered:
 * messages cut out of a stream, and the answers matched to the statements they belong to.
 */

export interface Message {
  /** One letter; empty for the first message of a connection, which has none. */
  readonly type: string;
  /** The whole message, its header included. */
  readonly bytes: Buffer;
  readonly body: Buffer;
}

/** Cuts a stream into messages; bytes of an unfinished one wait for the rest. */
export class MessageCutter {
  #rest: Buffer = Buffer.alloc(0);
  #awaitsStartup: boolean;

  /** A client's first message has no type. */
  constructor(side: 'client' | 'server') {
    this.#awaitsStartup = side === 'client';
  }

  push(chunk: Buffer): Message[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const messages: Message[] = [];
    for (let message = this.#next(); message !== null; message = this.#next()) messages.push(message);
    return messages;
  }

  #next(): Message | null {
    const header = this.#awaitsStartup ? 0 : 1;
    if (this.#rest.length < header + 4) return null;
    const length = header + this.#rest.readInt32BE(header);
    if (this.#rest.length < length) return null;
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    this.#awaitsStartup = false;
    return { type: bytes.toString('latin1', 0, header), bytes, body: bytes.subarray(header + 4) };
  }
}

/** A statement that Postgres has carried out. */
export interface Done {
  /** Its name, which it bears as a comment in front, or its text when it has none. */
  readonly statement: string;
  /** As `UPDATE 1` or `COMMIT`. */
  readonly tag: string;
  /** Parameters as sent; text for all that matters here. */
  readonly parameters: string;
  /** Statements before it in the same transaction. */
  readonly before: readonly Omit<Done, 'before'>[];
}

const textUntilZero = (body: Buffer, from: number): string => body.toString('utf8', from, body.indexOf(0, from));

const nameOf = (text: string): string => /^\/\* (\S+) \*\//.exec(text)?.[1] ?? text;

/** Follows one connection: what the client asks, in order, and what the server has answered. */
export class StatementFollower {
  #parsed = '';
  readonly #asked: { statement: string; parameters: string }[] = [];
  #before: Omit<Done, 'before'>[] = [];
  /** Of the statement in progress, once it was carried out. */
  #tag: string | null = null;

  onClient({ type, body }: Message): void {
    if (type === 'P') this.#onParse(body);
    if (type === 'B') this.#onBind(body);
    if (type === 'Q') this.#asked.push({ statement: nameOf(textUntilZero(body, 0)), parameters: '' });
  }

  /** Parse: the name of a prepared statement, which nobody gives here, and the text. */
  #onParse(body: Buffer): void {
    this.#parsed = nameOf(textUntilZero(body, body.indexOf(0) + 1));
  }

  /** Bind: portal, the name of a prepared statement, parameters. */
  #onBind(body: Buffer): void {
    const parameters = body.toString('latin1', body.indexOf(0, body.indexOf(0) + 1) + 1);
    this.#asked.push({ statement: this.#parsed, parameters });
  }

  /** The statement that the server's message completes: it is ready for the next, which may have been asked long ago. */
  onServer({ type, body }: Message): Done | null {
    if (type === 'C') this.#tag = textUntilZero(body, 0);
    if (type === 'E') this.#tag = null;
    if (type !== 'Z') return null;
    const [asked, tag] = [this.#asked.shift(), this.#tag];
    this.#tag = null;
    const before = this.#before;
    const done = asked === undefined || tag === null ? null : { ...asked, tag };
    // Outside a transaction nothing is remembered: it has ended, well or not.
    this.#before = body.toString('latin1') === 'I' ? [] : [...before, ...(done === null ? [] : [done])];
    return done === null ? null : { ...done, before };
  }
}
