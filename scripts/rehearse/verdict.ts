/** Holds what the product says against what the chain's blocks say. */
import type { Execution, LedgerWallet } from './campaigns.ts';
import type { ChainCount } from './chain-count.ts';

export interface Verdict {
  readonly intents: number;
  /** Intents with exactly one good landing on chain. */
  readonly landed: number;
  /** Landings with an error. */
  readonly failed: number;
  /** Intents without a good landing. */
  readonly lost: number;
  /** Good landings beyond the first of their intent, and those of no intent at all. */
  readonly doubled: number;
  readonly ledgerEqualsChain: boolean;
  readonly dueToSignedP95Ms: number | null;
  readonly dueToConfirmedP95Ms: number | null;
}

export function judge(executions: readonly Execution[], ledgers: readonly LedgerWallet[], chain: ChainCount): Verdict {
  const wanted = new Set(executions.map(({ id }) => id.replaceAll('-', '')));
  const good = new Map(
    [...chain.byIntent].map(([intent, landings]) => [intent, landings.filter(({ ok }) => ok).length]),
  );
  const all = [...chain.byIntent.values()].flat();
  const landed = [...wanted].filter((intent) => good.get(intent) === 1).length;
  const goodInAll = all.filter(({ ok }) => ok).length;
  const withSome = [...wanted].filter((intent) => (good.get(intent) ?? 0) > 0).length;
  return {
    intents: wanted.size,
    landed,
    failed: all.length - goodInAll,
    lost: wanted.size - withSome,
    doubled: goodInAll - withSome,
    ledgerEqualsChain: ledgers.length > 0 && ledgers.every((wallet) => equalsChain(wallet, chain)),
    dueToSignedP95Ms: percentile(
      executions.flatMap((one) => latency(one, one.attempts[0]?.signedAt)),
      0.95,
    ),
    dueToConfirmedP95Ms: percentile(
      executions.flatMap((one) => latency(one, confirmedAt(one))),
      0.95,
    ),
  };
}

function equalsChain({ address, ledger }: LedgerWallet, chain: ChainCount): boolean {
  if (ledger == null) return false;
  const sum = (account: string): bigint =>
    ledger.balances.filter((line) => line.account === account).reduce((total, line) => total + BigInt(line.amount), 0n);
  const mints = new Set([
    ...ledger.balances.filter(({ account }) => account === 'TOKEN').map(({ asset }) => asset),
    ...[...chain.tokens.keys()]
      .filter((key) => key.startsWith(`${address} `))
      .map((key) => key.slice(address.length + 1)),
  ]);
  const units = (mint: string): bigint =>
    ledger.balances
      .filter(({ account, asset }) => account === 'TOKEN' && asset === mint)
      .reduce((total, line) => total + BigInt(line.amount), 0n);
  return (
    sum('SOL') === (chain.lamports.get(address) ?? 0n) &&
    sum('RENT') === (chain.rent.get(address) ?? 0n) &&
    [...mints].every((mint) => units(mint) === (chain.tokens.get(`${address} ${mint}`) ?? 0n))
  );
}

const confirmedAt = ({ attempts }: Execution): string | null | undefined =>
  attempts.find((attempt) => attempt.confirmedAt != null)?.confirmedAt;

const latency = ({ dueAt }: Execution, at: string | null | undefined): number[] =>
  at == null ? [] : [Date.parse(at) - Date.parse(dueAt)];

/** Nearest rank; null of nothing. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
