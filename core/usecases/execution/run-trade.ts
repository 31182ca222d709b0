/**
 * Trade jobs: claim, build, have signed, send (docs/execution.md, steps 2 to 5). They end when the bytes are sent. Many run
 * together, each with an end of its own.
 */
import type { ClaimedIntent } from '#core/ports/claim-store.ts';
import type { QueuedIntent } from '#core/ports/queue.ts';
import { type Build, buildTrades } from './build-trades.ts';
import { denyTrades } from './deny-trades.ts';
import type { TradeDeps } from './deps.ts';
import { ClaimLost, type Leases, leasesOf } from './lease.ts';
import { signTrades } from './sign-trades.ts';
import { type Ends, type TradeResult, toRelease, toResult } from './trade-result.ts';

/**
 * One result for each job, in their order. Errors are EndpointError, AppError CHAIN_UNAVAILABLE or SIGNER_UNAVAILABLE, or the
 * signal's reason. @throws when Postgres cannot be asked to claim; where it went away later, the leases run out.
 */
export async function runTrades(
  deps: TradeDeps,
  jobs: readonly QueuedIntent[],
  signal: AbortSignal,
): Promise<readonly TradeResult[]> {
  const claimedAt = deps.clock.ticks();
  const intents = await deps.claims.claim(jobs);
  const ends = await tryTrades(deps, intents, claimedAt, signal);
  await releaseFailed(deps, intents, ends);
  return jobs.map(({ intentId }) => {
    const end = ends.get(intentId);
    // Of jobs delivered twice in one batch, the first has the work.
    ends.delete(intentId);
    return toResult(end);
  });
}

async function tryTrades(
  deps: TradeDeps,
  intents: readonly ClaimedIntent[],
  claimedAt: number,
  signal: AbortSignal,
): Promise<Ends> {
  if (intents.length === 0) return new Map();
  const claims = intents.map(({ id, fence }) => ({ intentId: id, fence }));
  const leases = leasesOf(deps, claims, claimedAt);
  try {
    const builds = await keepBuilt(await buildTrades(deps, intents, leases, signal), leases);
    const ends = await Promise.all([
      denyTrades(deps, builds.flatMap(toDenied)),
      signTrades(deps, builds.flatMap(toSignable)),
    ]);
    return new Map([...failuresOf(builds), ...ends.flatMap((some) => [...some])]);
  } catch (error) {
    return new Map(intents.map(({ id }) => [id, { error }]));
  }
}

/** Signing may take seconds: whatever is no longer ours is not begun. */
const keepBuilt = (builds: readonly Build[], leases: Leases): Promise<Build[]> =>
  Promise.all(
    builds.map(async (build) => {
      if (build.result.kind !== 'built') return build;
      try {
        await leases.keep(build.intent.id);
        return build;
      } catch (error) {
        return { ...build, result: { kind: 'failed', error } };
      }
    }),
  );

const toDenied = ({ intent, result }: Build) => (result.kind === 'denied' ? [{ intent, ...result }] : []);

const toSignable = ({ intent, result }: Build) =>
  result.kind === 'built' ? [{ intent, request: result.request }] : [];

function failuresOf(builds: readonly Build[]): Ends {
  const failures: Ends = new Map();
  for (const { intent, result } of builds) {
    if (result.kind !== 'failed') continue;
    failures.set(intent.id, result.error instanceof ClaimLost ? 'idle' : { error: result.error });
  }
  return failures;
}

/** Due again later. Where not even that can be written, the leases run out. */
async function releaseFailed(
  { claims, policies }: TradeDeps,
  intents: readonly ClaimedIntent[],
  ends: Ends,
): Promise<void> {
  const failed = intents.filter(({ id }) => typeof ends.get(id) === 'object');
  const releases = failed.map((intent) => toRelease(intent, policies));
  if (releases.length > 0) await claims.release(releases).catch(() => undefined);
}
