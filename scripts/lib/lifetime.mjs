// @ts-check

const PARENT_CHECK_MS = 500;

/**
 * Calls back once when this program is asked to end: by a signal, or because the npm that started it is gone (a signal
 * sent to npm alone does not reach us).
 * @param {(reason: string) => void} callback
 */
export function onEndAsked(callback) {
  let asked = false;
  const ask = (/** @type {string} */ reason) => {
    if (asked) return;
    asked = true;
    callback(reason);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ask(signal));
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && ask('its parent process is gone'), PARENT_CHECK_MS).unref();
  // A terminal that was closed must not keep the stop from finishing.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
