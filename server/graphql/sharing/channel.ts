/** The subscribers of one view: those who are up to date are given each new event together, from one reading. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Page, Source } from './source.ts';
import type { View } from './view.ts';

/** A subscriber that has been given all there was. */
export interface Member {
  /** The last number it was given. */
  readonly seq: bigint;
  /** Gives it the answer to the event of that number. False when it does not keep up. */
  offer(seq: bigint, answer: string): boolean;
  /** It is to read for itself from now on. */
  dismiss(): void;
}

/** After so many members others get their turn: a request does not wait for thousands of subscribers. */
const AT_ONCE = 250;

export class Channel {
  readonly view: View;
  readonly #source: Source;
  #broadcast: Broadcast | null = null;

  constructor(view: View, source: Source) {
    this.view = view;
    this.#source = source;
  }

  /** From here on the member is given what is new; false when the others are further than it is. */
  join(member: Member): boolean {
    const broadcast = this.#broadcast ?? this.#begin(member.seq);
    return broadcast.join(member);
  }

  leave(member: Member): void {
    this.#broadcast?.leave(member);
  }

  #begin(seq: bigint): Broadcast {
    const broadcast = new Broadcast(this.view, seq, () => {
      if (this.#broadcast === broadcast) this.#broadcast = null;
    });
    this.#broadcast = broadcast;
    void broadcast.run(this.#source);
    return broadcast;
  }
}

/** One reading for many, for as long as there is anybody. */
class Broadcast {
  readonly #view: View;
  readonly #onEnd: () => void;
  readonly #members = new Set<Member>();
  readonly #stop = new AbortController();
  /** The last number it has begun to tell of. */
  #head: bigint;

  constructor(view: View, head: bigint, onEnd: () => void) {
    this.#view = view;
    this.#head = head;
    this.#onEnd = onEnd;
  }

  join(member: Member): boolean {
    if (member.seq < this.#head) return false;
    this.#members.add(member);
    return true;
  }

  leave(member: Member): void {
    this.#members.delete(member);
    if (this.#members.size === 0) this.#end();
  }

  async run(source: Source): Promise<void> {
    try {
      for await (const page of source.after(this.#head, this.#stop.signal)) await this.#tellAll(page);
    } catch {
      // Each reads for itself now, and is told what is wrong if it still is.
    } finally {
      this.#end();
    }
  }

  async #tellAll({ events }: Page): Promise<void> {
    for (const event of events) {
      const answer = await this.#view.share(event);
      if (answer === null) return this.#end();
      this.#head = event.seq;
      await this.#tell(event.seq, answer);
    }
  }

  async #tell(seq: bigint, answer: string): Promise<void> {
    let told = 0;
    for (const member of this.#members) {
      if (!member.offer(seq, answer)) this.#dismiss(member);
      told += 1;
      if (told % AT_ONCE === 0) await nextTurn();
    }
  }

  #dismiss(member: Member): void {
    this.leave(member);
    member.dismiss();
  }

  #end(): void {
    this.#onEnd();
    this.#stop.abort();
    const members = [...this.#members];
    this.#members.clear();
    for (const member of members) member.dismiss();
  }
}
