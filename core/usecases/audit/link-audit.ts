/**
 * The chainer (AD-03): links what the audit log has gained to the hash chains. Nobody waits for it, so the order of a chain is the
 * order of linking. It needs no state of its own: a second one at once, or one that was paused, finds the places it wanted given.
 */
import { type AuditRow, FIRST_PREVIOUS } from '#core/domain/audit/link.ts';
import type { OrganizationId } from '#core/domain/ids.ts';
import {
  type ChainHead,
  chainHeads,
  endedBefore,
  hashLink,
  insertLinks,
  type NewLink,
  unlinkedRows,
} from '#core/store/audit-links.ts';
import type { Database, Transaction } from '#core/store/db.ts';
import { NO_TENANT } from '#core/store/tenant.ts';

export interface Chainer {
  /** Links one batch. Whether there may be more. */
  round(): Promise<boolean>;
}

const BATCH = 500;
const EARLIEST = '0';

/**
 * Rows become visible in another order than that of their ids, so each pass reads all that were written by transactions that had not
 * ended when the last whole pass began. The first pass reads everything.
 */
export function createChainer(db: Database): Chainer {
  let since = EARLIEST;
  let pass = { horizon: EARLIEST, afterId: 0n };
  return {
    async round() {
      const { horizon, linked } = await db.transaction(NO_TENANT, async (tx) => ({
        horizon: pass.afterId === 0n ? await endedBefore(tx) : pass.horizon,
        linked: await linkBatch(tx, { since, afterId: pass.afterId }),
      }));
      const last = linked.at(-1);
      const hasMore = last !== undefined && linked.length === BATCH;
      if (!hasMore) since = horizon;
      pass = { horizon, afterId: hasMore ? last.id : 0n };
      return hasMore;
    },
  };
}

async function linkBatch(tx: Transaction, from: { since: string; afterId: bigint }): Promise<AuditRow[]> {
  const rows = await unlinkedRows(tx, { ...from, limit: BATCH });
  if (rows.length === 0) return rows;
  const organizationIds = new Set(rows.flatMap(({ organizationId }) => organizationId ?? []));
  await insertLinks(tx, chainUp(rows, await chainHeads(tx, [...organizationIds])));
  return rows;
}

/** Each row behind the one before it in its chain. */
function chainUp(rows: readonly AuditRow[], heads: readonly ChainHead[]): NewLink[] {
  const ends = new Map<OrganizationId | null, Pick<ChainHead, 'seq' | 'hash'>>(
    heads.map((head) => [head.organizationId, head]),
  );
  return rows.map((row) => {
    const end = ends.get(row.organizationId);
    const place = { seq: (end?.seq ?? 0n) + 1n, previousHash: end?.hash ?? FIRST_PREVIOUS };
    const hash = hashLink(row, place);
    ends.set(row.organizationId, { seq: place.seq, hash });
    return { ...place, row, hash };
  });
}
