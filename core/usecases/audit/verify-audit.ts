/** Walks the audit log's hash chains from end to end (AD-03). It reads and never writes; memory does not grow with the log. */
import type { OrganizationId } from '#core/domain/ids.ts';
import { type Chains, readChains, type Unlinked, unlinkedTails } from '#core/store/audit-links.ts';
import type { Database, Transaction } from '#core/store/db.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { type Break, ChainJudge, type ExpectedLink } from './judge-chain.ts';

export interface ChainVerdict {
  /** Null for the chain of what belongs to no organisation. */
  readonly organizationId: OrganizationId | null;
  readonly links: bigint;
  /** What to write down elsewhere: the next verification can be held against it. Null for a chain that has not begun. */
  readonly head: { readonly seq: bigint; readonly hash: string } | null;
  readonly broken: Break | null;
  readonly unlinked: Unlinked | null;
}

/** Past this, an unlinked row means that no chainer is at work, or that somebody put the row in. */
const LATE_SECONDS = 10;

export const isLate = ({ unlinked }: ChainVerdict): boolean => unlinked !== null && unlinked.seconds > LATE_SECONDS;

export const isSound = (verdict: ChainVerdict): boolean => verdict.broken === null && !isLate(verdict);

export interface VerifyOptions {
  readonly chains: Chains;
  readonly expected: readonly ExpectedLink[];
}

/** A verdict on each chain. `db` should be one whose transactions see one snapshot, and cannot write. */
export const verifyAudit = (db: Database, options: VerifyOptions): Promise<ChainVerdict[]> =>
  db.transaction(NO_TENANT, (tx) => verifyWithin(tx, options));

export async function verifyWithin(tx: Transaction, { chains, expected }: VerifyOptions): Promise<ChainVerdict[]> {
  const judges = await judgeChains(tx, { chains, expected });
  const tails = new Map((await unlinkedTails(tx, chains)).map((tail) => [tail.organizationId, tail]));
  for (const { organizationId } of [...expected, ...tails.values()]) {
    if (!judges.has(organizationId)) judges.set(organizationId, new ChainJudge(organizationId, expected));
  }
  const verdicts: ChainVerdict[] = [];
  for (const [organizationId, judge] of judges) {
    judge.end();
    const head = judge.links === 0n ? null : { seq: judge.head.seq, hash: judge.head.hash.toString('hex') };
    const unlinked = tails.get(organizationId) ?? null;
    verdicts.push({ organizationId, links: judge.links, head, broken: judge.broken, unlinked });
  }
  return verdicts;
}

async function judgeChains(
  tx: Transaction,
  { chains, expected }: VerifyOptions,
): Promise<Map<OrganizationId | null, ChainJudge>> {
  const judges = new Map<OrganizationId | null, ChainJudge>();
  for await (const link of readChains(tx, chains)) {
    let judge = judges.get(link.organizationId);
    if (judge === undefined) {
      judge = new ChainJudge(link.organizationId, expected);
      judges.set(link.organizationId, judge);
    }
    judge.take(link);
  }
  return judges;
}
