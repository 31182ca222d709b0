/** Measures this process by what Node knows of it. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ProcessMeter } from '#core/ports/process-meter.ts';

/** How often the event loop's lateness is sampled. */
const RESOLUTION_MS = 20;
const NANOSECONDS_PER_MS = 1e6;

export function createProcessMeter(): ProcessMeter {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let last = { at: performance.now(), cpu: process.cpuUsage() };
  return {
    read() {
      const elapsedMs = Math.max(1, performance.now() - last.at);
      const { user, system } = process.cpuUsage(last.cpu);
      const lagMs = Math.max(0, delay.max / NANOSECONDS_PER_MS - RESOLUTION_MS);
      last = { at: performance.now(), cpu: process.cpuUsage() };
      delay.reset();
      return {
        rssBytes: process.memoryUsage.rss(),
        // Microseconds per millisecond are thousandths.
        cpuPermille: Math.round((user + system) / elapsedMs),
        eventLoopLagMs: Math.round(Number.isFinite(lagMs) ? lagMs : 0),
      };
    },
    close: () => delay.disable(),
  };
}
