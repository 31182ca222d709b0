import { readSync } from 'node:fs';

const WINDOW_BYTES = 4 * 1024 * 1024;

/** Reads a file front to back in large pieces: a start reads the log's many small records one after the other. */
export class FileWindow {
  readonly #file: number;
  readonly size: number;
  #start = 0;
  #window = Buffer.alloc(0);

  constructor(file: number, size: number) {
    this.#file = file;
    this.size = size;
  }

  /** The bytes at `offset`, fewer than asked for at the file's end. */
  read(offset: number, length: number): Buffer {
    const within = offset - this.#start;
    if (within < 0 || within + length > this.#window.length) this.#fill(offset, length);
    const start = offset - this.#start;
    return this.#window.subarray(start, start + length);
  }

  #fill(offset: number, length: number): void {
    const buffer = Buffer.alloc(Math.max(0, Math.min(Math.max(length, WINDOW_BYTES), this.size - offset)));
    let filled = 0;
    while (filled < buffer.length) {
      const count = readSync(this.#file, buffer, filled, buffer.length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    this.#start = offset;
    this.#window = buffer.subarray(0, filled);
  }
}
