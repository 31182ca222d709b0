/** The wrapped keys in Postgres, as a rotation goes through them. */
import type { KekContext } from './kek.ts';

export interface StoredWrapped extends KekContext {
  readonly blob: Uint8Array;
  readonly kekId: string;
}

export interface KekCount {
  readonly kekId: string;
  readonly keys: number;
}

/** Where a page ended; null at the beginning. */
export type RotationCursor = Pick<StoredWrapped, 'subject'> | null;

export interface RotationStore {
  /** How many keys each key-encryption key wrapped, by its id. */
  counts(): Promise<readonly KekCount[]>;
  /** The next keys of one kind in the order of their subjects; those wrapped by `except` are left out. */
  page(
    purpose: KekContext['purpose'],
    from: { readonly after: RotationCursor; readonly except?: string; readonly limit: number },
  ): Promise<readonly StoredWrapped[]>;
  /** Writes into the audit log that so many keys were wrapped anew, and how many opened when all were read back; null if none was. */
  tell(rotation: { readonly kekId: string; readonly rewrapped: number; readonly opened: number | null }): Promise<void>;
  /** Puts the new blob in the place of the old one wherever that still stands. Answers the subjects it was put in. */
  replace(rows: readonly (StoredWrapped & { readonly old: Uint8Array })[]): Promise<ReadonlySet<string>>;
}
