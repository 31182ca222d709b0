/** What a subscription that many may share is made of. */

/** Something that happened, with its place in the order of its topic. */
export interface Happening {
  readonly seq: bigint;
}

export interface Page<Event extends Happening = Happening> {
  readonly events: readonly Event[];
  /** Whether that is all for now: the next page waits for something to happen. */
  readonly isLast: boolean;
}

/**
 * What the `subscribe` of a subscription field answers: pages in place of single events, so that a reader knows when it has come
 * to the end of what there is, and may go on together with others.
 */
export interface Source<Event extends Happening = Happening> extends AsyncIterable<Page<Event>> {
  /** What is told of. Within one organisation, all sources of one topic give the same events. */
  readonly topic: string;
  /** The argument of the field that says where to begin: it changes which events are given, and nothing in them. */
  readonly placeArgument: string;
  /** The last number already seen. */
  readonly since: bigint;
  /** The events after `seq`; ends when `signal` is aborted. */
  after(seq: bigint, signal: AbortSignal): AsyncGenerator<Page<Event>, void, void>;
}

/** A subscriber's connection. */
export interface Line {
  /** Sends an answer at once. False, and nothing is sent, where too much waits to be taken already. */
  offer(answer: string): boolean;
  /** Sends an answer and resolves when it has been taken off our hands; false when the connection is ending. */
  give(answer: string): Promise<boolean>;
  /** Ends the connection of a subscriber that does not read. */
  cut(): void;
}
