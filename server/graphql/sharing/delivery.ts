/** How one subscriber gets its events: by itself while it catches up or is slow, together with the others once it is up to date. */
import { randomUUID } from 'node:crypto';
import { createContext } from '../../context.ts';
import type { FormatError } from '../errors.ts';
import { type Patience, taken } from '../slow-consumer.ts';
import type { Channel, Member } from './channel.ts';
import type { Happening, Line, Source } from './source.ts';
import { answer, type Operation } from './view.ts';

export interface Subscriber {
  readonly operation: Operation;
  readonly source: Source;
  readonly line: Line;
  readonly channel: Channel;
  readonly formatError: FormatError;
  /** Called once when it has ended. */
  readonly onEnd: () => void;
}

/** A subscriber whose line is full for this long is cut off; it subscribes again from the last event it saw. */
const PATIENCE_MS = 10_000;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Iterates over nothing: what happens goes to the subscriber's line. Ends with the subscription, fails as its source does. */
export class Delivery implements AsyncIterableIterator<never, undefined>, Member {
  readonly #subscriber: Subscriber;
  readonly #stop = new AbortController();
  readonly #patience: Patience;
  #seq: bigint;
  #onDismissed: () => void = () => undefined;

  constructor(subscriber: Subscriber) {
    this.#subscriber = subscriber;
    this.#seq = subscriber.source.since;
    this.#patience = { ms: PATIENCE_MS, onSlow: () => this.#cut() };
  }

  get seq(): bigint {
    return this.#seq;
  }

  async next(): Promise<IteratorResult<never, undefined>> {
    try {
      while (await this.#catchUp()) await this.#stay();
      return DONE;
    } finally {
      this.#end();
    }
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#end();
    return DONE;
  }

  async throw(error: unknown): Promise<never> {
    this.#end();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  offer(seq: bigint, shared: string): boolean {
    if (seq <= this.#seq) return true;
    if (!this.#subscriber.line.offer(shared)) return false;
    this.#seq = seq;
    return true;
  }

  dismiss(): void {
    this.#onDismissed();
  }

  /** Gives what there is, at the subscriber's own pace. False when the connection is ending. */
  async #catchUp(): Promise<boolean> {
    const { source, line } = this.#subscriber;
    for await (const { events, isLast } of source.after(this.#seq, this.#stop.signal)) {
      for (const event of events) {
        const given = line.give(await this.#answer(event));
        if (!(await taken(given, this.#patience)) || this.#stop.signal.aborted) return false;
        this.#seq = event.seq;
      }
      if (isLast) return true;
    }
    return false;
  }

  /** Resolves when it is to read for itself again. */
  async #stay(): Promise<void> {
    const dismissed = new Promise<void>((resolve) => {
      this.#onDismissed = resolve;
    });
    if (this.#subscriber.channel.join(this)) await dismissed;
  }

  async #answer(event: Happening): Promise<string> {
    const { channel, operation, formatError } = this.#subscriber;
    return (
      (await channel.view.share(event)) ??
      answer({ ...operation, contextValue: this.#ownContext() }, event, formatError)
    );
  }

  /** A new one for each event: loaders remember what they have read. */
  #ownContext() {
    const { runtime, requester } = this.#subscriber.operation.contextValue;
    return createContext(runtime, { requester, correlationId: randomUUID() });
  }

  #cut(): void {
    this.#subscriber.line.cut();
    this.#end();
  }

  #end(): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.#subscriber.channel.leave(this);
    this.#subscriber.onEnd();
    this.#onDismissed();
  }
}
