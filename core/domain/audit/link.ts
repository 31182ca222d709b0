/**
 * What a link of the audit log's hash chain covers (AD-03): version 1 of the format of docs/audit.md, which has a test vector.
 * Every field is preceded by its length, so that no two rows have the same bytes.
 */
import type { OrganizationId } from '../ids.ts';

/** A row of the audit log, as it is hashed. */
export interface AuditRow {
  readonly id: bigint;
  readonly organizationId: OrganizationId | null;
  readonly actorId: string | null;
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  /**
   * The text that Postgres writes for the jsonb value: keys by length, then by bytes; one space after each colon and comma; numbers
   * with every digit. No JSON reader comes between, so that not even the hundredth digit of a number can be changed unseen.
   */
  readonly detail: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: bigint;
}

/** Where a link stands in its chain. */
export interface Place {
  /** From 1, without gaps. */
  readonly seq: bigint;
  /** The hash of the link before it; `FIRST_PREVIOUS` for the first. */
  readonly previousHash: Uint8Array;
}

const VERSION = 'sluice.audit.v1';

/** What the first link of a chain names as the hash before it. */
export const FIRST_PREVIOUS = new Uint8Array(32);

const utf8 = new TextEncoder();
/** The length of what is not there; no field is as long as that. */
const ABSENT = 0xffff_ffff;

/** Four bytes of length, most significant first, then the field. */
function framed(fields: readonly (Uint8Array | null)[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((total, field) => total + 4 + (field?.length ?? 0), 0));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const field of fields) {
    view.setUint32(offset, field?.length ?? ABSENT);
    offset += 4;
    if (field === null) continue;
    bytes.set(field, offset);
    offset += field.length;
  }
  return bytes;
}

const text = (value: string | bigint | null): Uint8Array | null => (value === null ? null : utf8.encode(String(value)));

/** The bytes whose SHA-256 is the link's hash. */
export const encodeLink = (row: AuditRow, { seq, previousHash }: Place): Uint8Array =>
  framed([
    text(VERSION),
    text(row.organizationId),
    text(seq),
    previousHash,
    text(row.id),
    text(row.at),
    text(row.actorId),
    text(row.action),
    text(row.objectKind),
    text(row.objectId),
    text(row.detail),
  ]);
