/** What happened when, for people: on standard error as it happens, and in a file beside the logs. */
import fs from 'node:fs';

export class Timeline {
  readonly #startedAt = performance.now();
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Milliseconds since the run began. */
  now(): number {
    return performance.now() - this.#startedAt;
  }

  tell(line: string): void {
    const text = `${(this.now() / 1_000).toFixed(3).padStart(8)} s  ${line}\n`;
    fs.appendFileSync(this.#file, text);
    process.stderr.write(text);
  }
}
