/**
 * Holds every wallet's ledger against the chain, a few wallets at a time: SOL, rent in each token account, each token, at one
 * finalized slot of each endpoint. What differs is told as an alert until it is equal again; the ledger itself is never touched.
 */
import type { AlertSubject } from '#core/domain/alert/alert.ts';
import type { WalletId } from '#core/domain/ids.ts';
import { openingEntries } from '#core/domain/ledger/entries.ts';
import { type Difference, differences, differencesKey } from '#core/domain/ledger/reconcile.ts';
import { max } from '#core/domain/money.ts';
import { clearAlert, raiseAlert } from '#core/store/alerts.ts';
import { type BookedWallet, walletsToBook } from '#core/store/ledger.ts';
import { ledgerAt } from '#core/store/ledger-balances.ts';
import type { DatabaseDeps } from '../execution/deps.ts';
import { type Holdings, holdingsOf } from './holdings.ts';
import { Rota } from './rota.ts';

export interface ReconcileOptions {
  /** Wallets asked about in one round. */
  readonly perRound: number;
  /** A wallet is left alone for this long after it was asked about. */
  readonly restMs: number;
  /** What the chain said is forgotten when the ledger has not come so far by then. */
  readonly patienceMs: number;
}

/** With these a thousand wallets are looked at every few minutes. */
const GENTLE: ReconcileOptions = { perRound: 4, restMs: 60_000, patienceMs: 120_000 };

export type ReconcileDeps = Pick<DatabaseDeps, 'db' | 'schedule' | 'chain' | 'clock' | 'log'>;

/** What endpoints said of a wallet, for its ledger to come so far. */
interface Expected {
  readonly wallet: BookedWallet;
  readonly told: readonly Holdings[];
  readonly since: number;
}

export interface Reconciler {
  /** A wallet that endpoints cannot tell of is left for the next time. @throws when Postgres cannot be asked. */
  round(signal: AbortSignal): Promise<void>;
}

export function createReconciler(deps: ReconcileDeps, options: ReconcileOptions = GENTLE): Reconciler {
  const rota = new Rota(deps.clock, options.restMs);
  const expected = new Map<WalletId, Expected>();

  const compareReached = async (wallets: readonly BookedWallet[]): Promise<void> => {
    const marks = new Map(wallets.map(({ id, bookedSlot }) => [id, bookedSlot]));
    for (const [id, one] of expected) {
      const last = one.told.map(({ slot }) => slot).reduce(max);
      const reached = (marks.get(id) ?? -1n) >= last;
      if (reached) await compare(deps, one);
      if (reached || deps.clock.ticks() - one.since > options.patienceMs) expected.delete(id);
    }
  };

  return {
    async round(signal) {
      const wallets = await walletsToBook(deps.schedule, deps.chain.genesisHash);
      await compareReached(wallets);
      const open = wallets.filter(({ id, bookedSlot }) => bookedSlot >= 0n && !expected.has(id));
      for (const wallet of rota.next(open, options.perRound)) {
        const told = await askAll(deps, wallet, signal);
        if (told.length >= deps.chain.quorum) expected.set(wallet.id, { wallet, told, since: deps.clock.ticks() });
      }
    },
  };
}

/** Each endpoint at a slot of its own; one that cannot tell is left out. */
async function askAll({ chain }: ReconcileDeps, wallet: BookedWallet, signal: AbortSignal): Promise<Holdings[]> {
  const told = await Promise.allSettled(
    chain.witnesses().map((endpoint) => holdingsOf(endpoint, wallet.address, signal)),
  );
  signal.throwIfAborted();
  return told.flatMap((answer) => (answer.status === 'fulfilled' ? (answer.value ?? []) : []));
}

interface Finding {
  readonly slot: bigint;
  readonly found: readonly Difference[];
}

/** Equal or different is what as many endpoints as must agree say alike; if they do not, nothing is known. */
async function compare(deps: ReconcileDeps, { wallet, told }: Expected): Promise<void> {
  const findings: Finding[] = [];
  for (const holdings of told) {
    const ledger = await ledgerAt(deps.db.as(wallet), wallet.id, holdings.slot);
    if (ledger === null) continue;
    findings.push({ slot: holdings.slot, found: differences(ledger, openingEntries(wallet.address, holdings)) });
  }
  const keys = findings.map(({ found }) => differencesKey(found));
  const agreed = findings.find((_, index) => keys.filter((key) => key === keys[index]).length >= deps.chain.quorum);
  if (agreed === undefined) return;
  await (agreed.found.length === 0 ? tellEqual(deps, wallet) : tellDifferent(deps, wallet, agreed));
}

const subjectOf = ({ id }: BookedWallet): AlertSubject => ({
  kind: 'LEDGER_DIFFERS',
  objectKind: 'wallet',
  objectId: id,
});

async function tellEqual(deps: ReconcileDeps, wallet: BookedWallet): Promise<void> {
  if (await clearAlert(deps.db.as(wallet), subjectOf(wallet)))
    deps.log.info({ walletId: wallet.id }, 'ledger equals the chain again');
}

async function tellDifferent(deps: ReconcileDeps, wallet: BookedWallet, { slot, found }: Finding): Promise<void> {
  const lines = found.map((line) => ({ ...line, ledger: `${line.ledger}`, chain: `${line.chain}` }));
  const opened = await raiseAlert(deps.db.as(wallet), {
    ...subjectOf(wallet),
    ...{ organizationId: wallet.organizationId, severity: 'CRITICAL', detail: { slot: `${slot}`, differences: lines } },
  });
  if (opened) deps.log.error({ walletId: wallet.id, slot, differences: lines }, 'ledger differs from the chain');
}
