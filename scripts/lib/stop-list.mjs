// @ts-check
import { Failure } from './failure.mjs';

/** What has been started and must be stopped, in reverse order. It may be asked to stop while more is being started. */
export class StopList {
  /** @type {Array<() => Promise<void> | void>} */
  #stops = [];
  /** @type {Promise<void> | undefined} */
  #stopping;

  /**
   * Adds something that runs from now on. Once stopping has begun it is stopped at once, and the start ends here.
   * @param {() => Promise<void> | void} stop
   */
  async add(stop) {
    if (!this.#stopping) {
      this.#stops.push(stop);
      return;
    }
    await stop();
    throw new Failure('The start was interrupted.', 'Start again.');
  }

  /** Whether stopping was asked for. */
  get stopping() {
    return this.#stopping !== undefined;
  }

  /** Stops everything, the latest first. Asked again, it waits for the same end. @returns {Promise<void>} */
  stop() {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll() {
    const stop = this.#stops.pop();
    if (!stop) return;
    try {
      await stop();
    } finally {
      await this.#stopAll();
    }
  }
}
