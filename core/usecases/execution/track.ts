/**
 * The tracker drives every live attempt to its end: it sends the same bytes again while they may land, and records landings and
 * proved deaths. Rounds may be missed, doubled or cut short; every write is guarded by the attempt's state.
 */
import { judge } from '#core/domain/execution/evidence.ts';
import type { Signature } from '#core/domain/ids.ts';
import type { MachineDeps } from './deps.ts';
import { LiveView } from './live-view.ts';
import { type Case, isCase, Recorder } from './record.ts';
import { Roads } from './roads.ts';
import { Witnesses } from './testimony.ts';

export interface Tracker {
  /** One round over all live attempts. Answers how many there were. */
  round(signal: AbortSignal): Promise<number>;
}

/** `onLive` is told each round which transactions have not been seen on chain yet. */
export function createTracker(
  deps: MachineDeps,
  onLive: (signatures: readonly Signature[]) => void = () => undefined,
): Tracker {
  const { chain, tracking, clock } = deps;
  const view = new LiveView(tracking, clock);
  const witnesses = new Witnesses();
  const roads = new Roads(clock);
  const recorder = new Recorder(deps, view);

  return {
    async round(signal) {
      const live = await view.read();
      onLive(live.filter(({ confirmedSlot }) => confirmedSlot === null).map(({ signature }) => signature));
      const endpoints = chain.witnesses();
      if (live.length === 0 || endpoints.length === 0) return live.length;
      recorder.keep(live);
      roads.keep(live);
      const asked = await witnesses.ask(endpoints, live, signal);
      const cases = live.map((attempt): Case => {
        const words = asked.get(attempt.signature) ?? [];
        return { attempt, words, verdict: judge(attempt, words, chain.quorum) };
      });
      await recorder.record(cases, signal);
      // The blocks are read only where statuses can no longer tell, and once everything else is done.
      await recorder.record(await roads.walk(cases.filter(isCase('ask-blocks')), chain.quorum, signal), signal);
      const finalized = witnesses.agreedFinalized(chain.quorum);
      if (finalized !== null) await tracking.rememberFinalized(finalized);
      return live.length;
    },
  };
}
