/** Steps 4 and 5 on the worker's side: what was built is signed by the signer, and what it committed is sent. */
import type { ClaimedIntent } from '#core/ports/claim-store.ts';
import type { SignIntentOutcome, SignIntentRequest } from '#core/ports/signer.ts';
import { denyTrades } from './deny-trades.ts';
import type { TradeDeps } from './deps.ts';
import type { Ends, Failed } from './trade-result.ts';

export interface SignableTrade {
  readonly intent: ClaimedIntent;
  readonly request: SignIntentRequest;
}

/** Has all signed, sends what was, and gives back what was denied. */
export async function signTrades(deps: TradeDeps, trades: readonly SignableTrade[]): Promise<Ends> {
  if (trades.length === 0) return new Map();
  const outcomes = await sign(
    deps,
    trades.map(({ request }) => request),
  );
  const ended = trades.map(({ intent }, position) => ({ intent, outcome: outcomes[position] ?? STALE }));
  const [denied, sent] = await Promise.all([
    denyTrades(deps, ended.flatMap(toDenied)),
    send(
      deps,
      ended.filter(({ outcome }) => outcome.kind === 'signed'),
    ),
  ]);
  const unknown = ended.flatMap(({ intent, outcome }) =>
    outcome.kind === 'unknown' ? [[intent.id, outcome] as const] : [],
  );
  return new Map([...unknown, ...denied, ...sent]);
}

type SignOutcome = SignIntentOutcome | ({ readonly kind: 'unknown' } & Failed);

const STALE: SignOutcome = { kind: 'stale' };

interface Ended {
  readonly intent: ClaimedIntent;
  readonly outcome: SignOutcome;
}

/** The signer has stored its own denials with their details. */
const toDenied = ({ intent, outcome }: Ended) =>
  outcome.kind === 'denied' ? [{ intent, code: outcome.code, detail: null }] : [];

/** An answer that got lost leaves the outcomes unknown: Postgres knows them, or nobody does yet. */
async function sign(deps: TradeDeps, requests: readonly SignIntentRequest[]): Promise<readonly SignOutcome[]> {
  try {
    return await deps.signer.signIntents(requests);
  } catch (error) {
    const live = await deps.claims.liveBytes(requests.map(({ intentId }) => intentId)).catch(() => []);
    const byIntent = new Map(live.map((one) => [one.intentId, one]));
    return requests.map(({ intentId }) => {
      const found = byIntent.get(intentId);
      if (found === undefined) return { kind: 'unknown', error };
      return { kind: 'signed', attemptId: found.attemptId, signature: found.signature };
    });
  }
}

/** Sends what was committed, read back from its rows: no other bytes leave this process (I5). */
async function send(deps: TradeDeps, signed: readonly Ended[]): Promise<Ends> {
  const ids = signed.map(({ intent }) => intent.id);
  if (ids.length === 0) return new Map();
  try {
    const live = await deps.claims.liveBytes(ids);
    await deps.sender.send(live);
    await deps.claims.markSent(live.map(({ attemptId }) => attemptId));
    return new Map(live.map(({ intentId }) => [intentId, 'sent']));
  } catch (error) {
    // Signed and stored all the same: the tracker sends it.
    return new Map(ids.map((id) => [id, { error }]));
  }
}
