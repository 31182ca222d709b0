/** Whether a hash chain of the audit log is what it was when it was linked, and if not, where it breaks first (docs/audit.md). */
import { FIRST_PREVIOUS } from '#core/domain/audit/link.ts';
import type { OrganizationId } from '#core/domain/ids.ts';
import { hashLink, type StoredLink } from '#core/store/audit-links.ts';

/** A link that an operator wrote down elsewhere. */
export interface ExpectedLink {
  /** Null for the chain of what belongs to no organisation. */
  readonly organizationId: OrganizationId | null;
  readonly seq: bigint;
  /** SHA-256 in lower-case hex. */
  readonly hash: string;
}

export type BreakKind =
  /** The row differs from the one that was linked, or the link's hash was changed. */
  | 'EDITED'
  /** The link is about a row that is not there. */
  | 'DELETED'
  /** Another row of the chain stands where this one was linked. */
  | 'REORDERED'
  /** The link names another link before it than the one that is there. */
  | 'RELINKED'
  /** A link is not there. */
  | 'LINK_MISSING'
  /** A second link has the same place. */
  | 'LINK_ADDED'
  /** The row belongs to another chain than its link. */
  | 'MOVED'
  /** The row says that it is much older than rows linked before it: it was put in later. */
  | 'BACKDATED'
  /** The chain is sound, and not the one whose head was written down. */
  | 'REWRITTEN'
  /** The chain ends before the head that was written down. */
  | 'TRUNCATED';

export interface Break {
  readonly kind: BreakKind;
  readonly seq: bigint;
  /** The row that the link is about; null where there is no link. */
  readonly auditId: bigint | null;
  readonly why: string;
}

/**
 * Rows are linked within seconds of their transaction's begin, which is their time, and no transaction may be silent for longer than
 * ten seconds. A clock that is set back by more than this looks the same.
 */
const LATEST_LINK_MS = 600_000n;

/** How many links further on a row is looked for that stood in the place of the first break. */
const NEIGHBOURS = 500n;

/** Takes the links of one chain in their order, and keeps no more than the last one and the one that breaks. */
export class ChainJudge {
  readonly organizationId: OrganizationId | null;
  /** The last link, sound or not. */
  head: { readonly seq: bigint; readonly hash: Buffer } = { seq: 0n, hash: Buffer.from(FIRST_PREVIOUS) };
  links = 0n;
  /** The first break; what comes after it is not looked at. */
  broken: Break | null = null;
  #culprit: StoredLink | null = null;
  readonly #expected: ReadonlyMap<bigint, string>;
  #newest = 0n;

  constructor(organizationId: OrganizationId | null, expected: readonly ExpectedLink[]) {
    this.organizationId = organizationId;
    const own = expected.filter((link) => link.organizationId === organizationId);
    this.#expected = new Map(own.map(({ seq, hash }) => [seq, hash]));
  }

  take(link: StoredLink): void {
    this.links += 1n;
    if (this.broken === null) {
      this.broken = this.#look(link);
      this.#culprit = link;
    } else this.#seek(this.broken, link);
    this.head = { seq: link.seq, hash: link.hash };
    if (link.row !== null && link.row.at > this.#newest) this.#newest = link.row.at;
  }

  /** After the last link. */
  end(): void {
    if (this.broken !== null) return;
    const beyond = [...this.#expected.keys()].find((seq) => seq > this.head.seq);
    if (beyond === undefined) return;
    const why = `the chain ends at ${this.head.seq}, and ${beyond} was written down`;
    this.broken = { kind: 'TRUNCATED', seq: beyond, auditId: null, why };
  }

  /** What looks like an edit may be another row of the chain, put in this one's place: then this one stands further on. */
  #seek(broken: Break, { seq, row }: StoredLink): void {
    const culprit = this.#culprit;
    if (broken.kind !== 'EDITED' || culprit === null || row === null || seq > broken.seq + NEIGHBOURS) return;
    if (!hashLink(row, culprit).equals(culprit.hash)) return;
    this.broken = { ...broken, kind: 'REORDERED', why: `row ${row.id} was linked here` };
  }

  #look(link: StoredLink): Break | null {
    const found = this.#place(link) ?? this.#row(link);
    return found === null ? null : { seq: link.seq, auditId: link.auditId, ...found };
  }

  /** Whether the link follows the one before it. */
  #place({ seq, previousHash, auditId }: StoredLink): Omit<Break, 'seq' | 'auditId'> | Break | null {
    const next = this.head.seq + 1n;
    if (seq > next) {
      const why = `after link ${this.head.seq} comes link ${seq}, about row ${auditId}`;
      return { kind: 'LINK_MISSING', seq: next, auditId: null, why };
    }
    if (seq < next) return { kind: 'LINK_ADDED', why: `link ${seq} is there twice` };
    if (this.head.hash.equals(previousHash)) return null;
    const why = `it follows ${hex(previousHash)}, and the link before it is ${hex(this.head.hash)}`;
    return { kind: 'RELINKED', why };
  }

  /** Whether the link is about the row that is there. */
  #row(link: StoredLink): Omit<Break, 'seq' | 'auditId'> | null {
    const { row, hash, auditId } = link;
    if (row === null) return { kind: 'DELETED', why: `row ${auditId} is not there` };
    if (row.organizationId !== this.organizationId) {
      return { kind: 'MOVED', why: `row ${auditId} belongs to ${row.organizationId ?? 'no organisation'}` };
    }
    const now = hashLink(row, link);
    if (!now.equals(hash)) return { kind: 'EDITED', why: `it was linked as ${hex(hash)}, and is ${hex(now)}` };
    if (row.at < this.#newest - LATEST_LINK_MS) {
      return { kind: 'BACKDATED', why: `it says ${iso(row.at)}, after a row of ${iso(this.#newest)}` };
    }
    const expected = this.#expected.get(link.seq) ?? hex(hash);
    if (expected !== hex(hash))
      return { kind: 'REWRITTEN', why: `it is ${hex(hash)}, and ${expected} was written down` };
    return null;
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const iso = (at: bigint): string => new Date(Number(at)).toISOString();
