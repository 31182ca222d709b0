/** The hash chains over the audit log (AD-03): which rows are not linked yet, where each chain ends, and the links in their order. */
import { createHash } from 'node:crypto';
import { type AuditRow, encodeLink, type Place } from '#core/domain/audit/link.ts';
import type { OrganizationId } from '#core/domain/ids.ts';
import type { Row, Transaction } from './db.ts';

/** Where a chain ends. */
export interface ChainHead {
  /** Null for the chain of what belongs to no organisation. */
  readonly organizationId: OrganizationId | null;
  readonly seq: bigint;
  readonly hash: Buffer;
}

export interface NewLink extends Place {
  readonly row: AuditRow;
  readonly hash: Buffer;
}

/** A link as it is stored, with the row it is about, if there still is one. */
export interface StoredLink extends Place {
  readonly auditId: bigint;
  readonly organizationId: OrganizationId | null;
  readonly hash: Buffer;
  readonly row: AuditRow | null;
}

const COLUMNS = `a.id, a.actor_id AS "actorId", a.action, a.object_kind AS "objectKind",
                 a.object_id AS "objectId", a.detail::text AS detail, (extract(epoch FROM a.at) * 1000)::bigint AS at`;

export const hashLink = (row: AuditRow, place: Place): Buffer =>
  createHash('sha256').update(encodeLink(row, place)).digest();

/** Every transaction before this one has ended: whatever it wrote is to be seen by the next statement, or never. */
export async function endedBefore(tx: Transaction): Promise<string> {
  const [row] = await tx.query<{ xid: string }>({
    text: 'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid',
  });
  if (row === undefined) throw new Error('Postgres did not tell its snapshot');
  return row.xid;
}

/** Rows without a link that were written by transaction `since` or a later one, in the order of their ids. */
export const unlinkedRows = (
  tx: Transaction,
  { since, afterId, limit }: { since: string; afterId: bigint; limit: number },
): Promise<AuditRow[]> =>
  tx.query<AuditRow & Row>({
    name: 'unlinked-audit-rows',
    text: `SELECT ${COLUMNS}, a.organization_id AS "organizationId" FROM audit_log a
           WHERE a.xid >= $1::xid8 AND a.id > $2
             AND NOT EXISTS (SELECT FROM audit_links l WHERE l.audit_id = a.id)
           ORDER BY a.id LIMIT $3`,
    values: [since, afterId, limit],
  });

/** The ends of those organisations' chains that have begun, and of the chain of no organisation. */
export const chainHeads = (tx: Transaction, organizationIds: readonly OrganizationId[]): Promise<ChainHead[]> =>
  tx.query<ChainHead & Row>({
    name: 'audit-chain-heads',
    text: `SELECT o.id AS "organizationId", head.seq, head.hash
           FROM unnest($1::uuid[]) o(id) CROSS JOIN LATERAL (
             SELECT seq, hash FROM audit_links l WHERE l.organization_id = o.id ORDER BY seq DESC LIMIT 1) head
           UNION ALL
           (SELECT NULL, seq, hash FROM audit_links WHERE organization_id IS NULL ORDER BY seq DESC LIMIT 1)`,
    values: [organizationIds],
  });

/** @throws a unique violation when another chainer has given one of the places, or linked one of the rows */
export async function insertLinks(tx: Transaction, links: readonly NewLink[]): Promise<void> {
  await tx.query({
    name: 'insert-audit-links',
    text: `INSERT INTO audit_links (audit_id, organization_id, seq, previous_hash, hash)
           SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[])`,
    values: [
      links.map(({ row }) => String(row.id)),
      links.map(({ row }) => row.organizationId),
      links.map(({ seq }) => String(seq)),
      links.map(({ previousHash }) => Buffer.from(previousHash)),
      links.map(({ hash }) => hash),
    ],
  });
}

/** Held at once by whoever reads chains from end to end. */
const FETCHED_ROWS = 1_000;

type FlatLink = Omit<StoredLink, 'row'> &
  Omit<AuditRow, 'id' | 'organizationId'> & { id: bigint | null } & {
    readonly rowOrganizationId: OrganizationId | null;
  };

/** Takes apart what one statement answers for a link and its row. */
function toStoredLink(flat: FlatLink): StoredLink {
  const { auditId, organizationId, seq, previousHash, hash, id, rowOrganizationId, ...row } = flat;
  const whole = id === null ? null : { ...row, id, organizationId: rowOrganizationId };
  return { auditId, organizationId, seq, previousHash, hash, row: whole };
}

/** Of which chains: of all, or of one. */
export type Chains = 'all' | { readonly organizationId: OrganizationId | null };

/** A condition on `column`, with the id as `$1` where it needs one. */
function within(chains: Chains, column: string): { condition: string; values: OrganizationId[] } {
  if (chains === 'all') return { condition: 'true', values: [] };
  if (chains.organizationId === null) return { condition: `${column} IS NULL`, values: [] };
  return { condition: `${column} = $1`, values: [chains.organizationId] };
}

/** Chains one after the other, each in the order of its numbers. A thousand rows are held at once, however many there are. */
export async function* readChains(tx: Transaction, chains: Chains): AsyncGenerator<StoredLink> {
  const { condition, values } = within(chains, 'l.organization_id');
  await tx.query({
    text: `DECLARE chains NO SCROLL CURSOR FOR
           SELECT l.audit_id AS "auditId", l.organization_id AS "organizationId", l.seq, l.previous_hash AS "previousHash", l.hash,
                  ${COLUMNS}, a.organization_id AS "rowOrganizationId"
           FROM audit_links l LEFT JOIN audit_log a ON a.id = l.audit_id
           WHERE ${condition}
           ORDER BY l.organization_id, l.seq, l.audit_id`,
    values,
  });
  for (;;) {
    const rows = await tx.query<FlatLink & Row>({ text: `FETCH ${FETCHED_ROWS} FROM chains` });
    yield* rows.map(toStoredLink);
    if (rows.length < FETCHED_ROWS) break;
  }
  await tx.query({ text: 'CLOSE chains' });
}

/** Rows of a chain that nobody has linked. */
export interface Unlinked {
  readonly organizationId: OrganizationId | null;
  readonly rows: bigint;
  readonly firstId: bigint;
  /** When the oldest was written, and how many seconds ago, both by Postgres' clock. */
  readonly since: Date;
  readonly seconds: number;
}

export const unlinkedTails = (tx: Transaction, chains: Chains): Promise<Unlinked[]> => {
  const { condition, values } = within(chains, 'a.organization_id');
  return tx.query<Unlinked & Row>({
    text: `SELECT a.organization_id AS "organizationId", count(*) AS rows, min(a.id) AS "firstId", min(a.at) AS since,
                  extract(epoch FROM clock_timestamp() - min(a.at))::float8 AS seconds
           FROM audit_log a
           WHERE ${condition} AND NOT EXISTS (SELECT FROM audit_links l WHERE l.audit_id = a.id)
           GROUP BY a.organization_id ORDER BY a.organization_id`,
    values,
  });
};
