/**
 * Steps 3 (final check) and 4 of docs/execution.md: the signer believes nobody. It reads the intents, the pools and the heights
 * itself, builds each transaction again, asks every guard under the locks, and stores the signed bytes in that transaction.
 * Bytes leave here only as committed rows.
 */
import { clusterOf, isRehearsalCluster } from '#core/domain/clusters.ts';
import { byOrder } from '#core/domain/execution/order.ts';
import type { Address, IntentId } from '#core/domain/ids.ts';
import type { Denial } from '#core/domain/risk/denial.ts';
import { SELF_TRADE_WINDOW_MS } from '#core/domain/risk/guards/self-trade.ts';
import type { SignIntentOutcome, SignIntentRequest } from '#core/ports/signer.ts';
import type { GuardRows, SigningDecision, SigningScope } from '#core/ports/signing-store.ts';
import type { Asked } from './asked.ts';
import { decide } from './decide.ts';
import type { SigningDependencies } from './dependencies.ts';
import { disjointGroups } from './disjoint-groups.ts';
import { type PreparedSignature, prepareSignatures } from './prepare.ts';

/** A request with all that could be found out about it. */
interface Item extends Asked {
  readonly scope: SigningScope;
  readonly prepared: PreparedSignature | Denial;
}

const STALE: SignIntentOutcome = { kind: 'stale' };

/**
 * Signs each for itself; the outcomes stand in the order of the requests.
 * @throws AppError CHAIN_UNAVAILABLE and others: the caller then knows nothing and asks Postgres.
 */
export async function signIntents(
  deps: SigningDependencies,
  requests: readonly SignIntentRequest[],
): Promise<readonly SignIntentOutcome[]> {
  const asked = await loadAsked(deps, requests);
  const prepared = await prepareSignatures(deps, asked);
  const items = asked.flatMap((one, position) => toItem(deps, one, prepared[position]) ?? []);
  const outcomes = new Map<SignIntentRequest, SignIntentOutcome>();
  for (const group of disjointGroups(items, keysOf)) {
    for (const [request, outcome] of await signGroup(deps, group)) outcomes.set(request, outcome);
  }
  return requests.map((request) => outcomes.get(request) ?? STALE);
}

/** The requests whose claim is still the newest of a pending intent, in their order. */
async function loadAsked({ store }: SigningDependencies, requests: readonly SignIntentRequest[]): Promise<Asked[]> {
  const intents = await store.load([...new Set(requests.map(({ intentId }) => intentId))]);
  const byId = new Map(intents.map((intent) => [intent.id, intent]));
  return requests.flatMap((request) => {
    const intent = byId.get(request.intentId);
    return intent?.fence === request.fence ? [{ request, intent }] : [];
  });
}

function toItem(
  { chain }: SigningDependencies,
  asked: Asked,
  prepared: PreparedSignature | Denial | undefined,
): Item | undefined {
  if (prepared === undefined) return undefined;
  const { intent } = asked;
  const isRehearsal = isRehearsalCluster(clusterOf(chain.genesisHash));
  const mints = byOrder(intent, {
    trade: ({ inputMint, outputMint }): Address[] => [inputMint, outputMint],
    transfer: () => [],
  });
  const scope: SigningScope = {
    intentId: intent.id,
    organizationId: intent.organizationId,
    campaignId: intent.campaignId,
    runId: intent.runId,
    walletIds: [...new Set([intent.wallet.id, intent.feePayer.id])],
    mints,
    balanceSlot: 'code' in prepared ? 0n : prepared.slot,
    selfTradeWindowMs: mints.length === 0 || isRehearsal ? null : SELF_TRADE_WINDOW_MS,
  };
  return { ...asked, scope, prepared };
}

/** What one transaction must not touch twice: the guards of each look at rows that the other would change. */
const keysOf = ({ scope }: Item): readonly string[] => [
  `intent:${scope.intentId}`,
  ...scope.walletIds.map((id) => `wallet:${id}`),
  ...(scope.runId === null ? [] : [`run:${scope.runId}`]),
  ...(scope.selfTradeWindowMs === null ? [] : scope.mints.map((mint) => `mint:${scope.organizationId}:${mint}`)),
];

async function signGroup(
  deps: SigningDependencies,
  group: readonly Item[],
): Promise<readonly [SignIntentRequest, SignIntentOutcome][]> {
  const items = new Map(group.map((item) => [item.intent.id, item]));
  const decided = new Map<IntentId, SigningDecision>();
  const decideRows = (rows: GuardRows): SigningDecision => {
    const item = items.get(rows.intentId);
    const decision: SigningDecision = item === undefined ? { kind: 'stale' } : decide(deps, item, rows);
    decided.set(rows.intentId, decision);
    return decision;
  };
  const scopes = group.map(({ scope }) => scope);
  const stored = await deps.store.sign(scopes, decideRows).catch((error: unknown) => readBack(deps, decided, error));
  return group.map(({ request, intent: { id } }) => [request, stored.has(id) ? outcomeOf(decided.get(id)) : STALE]);
}

function outcomeOf(decision: SigningDecision | undefined): SignIntentOutcome {
  if (decision?.kind === 'sign') {
    return { kind: 'signed', attemptId: decision.attempt.id, signature: decision.attempt.signature };
  }
  const [first] = decision?.kind === 'deny' ? decision.denial.denials : [];
  return first === undefined ? STALE : { kind: 'denied', code: first.code };
}

/**
 * A COMMIT whose answer was lost may have happened: the rows say so, and one of them vouches for all that the transaction held.
 * When even that cannot be read, nothing is known.
 */
async function readBack(
  { store }: SigningDependencies,
  decided: ReadonlyMap<IntentId, SigningDecision>,
  error: unknown,
): Promise<ReadonlySet<IntentId>> {
  const attempts = [...decided.values()].flatMap((one) => (one.kind === 'sign' ? [one.attempt] : []));
  if (attempts.length === 0) throw error;
  const found = await store.attemptsBySignature(attempts).catch(() => null);
  if (found === null || found.size === 0) throw error;
  const isThere = (decision: SigningDecision): boolean =>
    decision.kind === 'deny' || (decision.kind === 'sign' && found.has(decision.attempt.signature));
  return new Set([...decided].flatMap(([id, decision]) => (isThere(decision) ? [id] : [])));
}
