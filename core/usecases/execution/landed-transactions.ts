/** Landed transactions as enough endpoints tell them alike: the balances that fills and ledgers come from. */
import type { Signature } from '#core/domain/ids.ts';
import { agreedSheet } from '#core/domain/ledger/agreement.ts';
import type { ChainEndpoint, LandedTransaction } from '#core/ports/chain.ts';
import { chunksOf } from './chunks.ts';
import { concurrently } from './concurrently.ts';

/** As many as one call takes. */
const TRANSACTIONS_PER_CALL = 50;
/** Calls on their way to one endpoint at once. */
const PARALLEL_CALLS = 4;

/** A landing to be looked up. */
export interface SeenLanding {
  readonly signature: Signature;
  /** Whom to ask about it. */
  readonly endpoints: readonly ChainEndpoint[];
  /** Whether this is what was seen, by its slot and outcome. */
  readonly isSeen: (transaction: LandedTransaction) => boolean;
}

/** `different` when as many as must agree have told of it, but not the same. Nothing when too few have. */
export type Agreement =
  | { readonly kind: 'agreed'; readonly transaction: LandedTransaction }
  | { readonly kind: 'different' };

/**
 * The landings as `quorum` endpoints tell them alike. As many endpoints as must agree are asked at first, and the others only
 * about what is not agreed on then. One that does not answer, or shows something else than was seen, has told nothing.
 */
export async function landedTransactions(
  landings: readonly SeenLanding[],
  commitment: 'confirmed' | 'finalized',
  quorum: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<Signature, Agreement>> {
  const told = new Map<Signature, LandedTransaction[]>(landings.map(({ signature }) => [signature, []]));
  const agreedOn = ({ signature }: SeenLanding): LandedTransaction | null =>
    agreedSheet(told.get(signature) ?? [], quorum);
  const endpoints = [...new Set(landings.flatMap((landing) => landing.endpoints))];
  const turns = [endpoints.slice(0, quorum), ...endpoints.slice(quorum).map((endpoint) => [endpoint])];
  for (const turn of turns) {
    const open = landings.filter((landing) => agreedOn(landing) === null);
    await Promise.all(turn.map((endpoint) => ask(endpoint, open, commitment, told, signal)));
  }
  return new Map(landings.flatMap((landing) => toAgreement(landing, agreedOn(landing), told, quorum)));
}

function toAgreement(
  { signature }: SeenLanding,
  transaction: LandedTransaction | null,
  told: ReadonlyMap<Signature, readonly LandedTransaction[]>,
  quorum: number,
): [Signature, Agreement][] {
  if (transaction !== null) return [[signature, { kind: 'agreed', transaction }]];
  return (told.get(signature) ?? []).length >= quorum ? [[signature, { kind: 'different' }]] : [];
}

async function ask(
  endpoint: ChainEndpoint,
  open: readonly SeenLanding[],
  commitment: 'confirmed' | 'finalized',
  told: ReadonlyMap<Signature, LandedTransaction[]>,
  signal: AbortSignal,
): Promise<void> {
  const asked = open.filter(({ endpoints }) => endpoints.includes(endpoint));
  await concurrently(chunksOf(asked, TRANSACTIONS_PER_CALL), PARALLEL_CALLS, async (chunk) => {
    const signatures = chunk.map(({ signature }) => signature);
    const found = await endpoint.transactions(signatures, commitment, signal).catch(() => []);
    signal.throwIfAborted();
    chunk.forEach((landing, index) => {
      const transaction = found[index] ?? null;
      if (transaction !== null && landing.isSeen(transaction)) told.get(landing.signature)?.push(transaction);
    });
  });
}
